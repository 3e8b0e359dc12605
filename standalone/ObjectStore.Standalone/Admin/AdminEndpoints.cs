using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.AdminApi;
using ObjectStore.Curator;
using ObjectStore.Curator.Jobs;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;
using ObjectStore.Standalone.Admin.Routing;
using ObjectStore.Standalone.Storage;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Standalone.Admin;

/// <summary>
/// <c>GET /healthz</c>, <c>/readyz</c> and <c>/metrics</c> for everybody; for identities that are admins, signed like an S3 request,
/// <c>POST /admin/v1/jobs/NAME/run</c> here and the rest of the admin API through the routes.
/// </summary>
internal sealed partial class AdminEndpoints(
    StandaloneStore store,
    CuratorService curator,
    AdminRouter router,
    MetricsCollector metrics,
    SigV4Verifier verifier,
    IOptions<AdminOptions> options,
    ILogger<AdminEndpoints> logger)
{
    /// <summary>No request here has a body of note.</summary>
    public const long BodyBytesMax = 64 << 10;

    /// <summary>Connections that are served at once.</summary>
    public const long ConnectionsMax = 100;

    private const string JobsPath = "/admin/v1/jobs/";

    private static readonly string[] JobNamesAll = [JobNames.Garbage, JobNames.Sweep, JobNames.Scrub, JobNames.Repair, JobNames.Rebuild];

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (IsRouted(http.Request.Path.Value ?? ""))
        {
            await router.HandleAsync(http);
            return;
        }

        try
        {
            var (status, type, text) = await AnswerAsync(http);
            http.Response.StatusCode = status;
            http.Response.ContentType = type;
            await http.Response.WriteAsync(text, Encoding.UTF8, http.RequestAborted);
        }
        catch (S3Exception exception)
        {
            http.Response.StatusCode = exception.Error.Status;
            await http.Response.WriteAsync(exception.Error.Message + "\n", Encoding.UTF8, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            Log.ClientGone(logger, http.Request.Path);
        }
    }

    /// <summary>All of the admin API but the jobs.</summary>
    private static bool IsRouted(string path) =>
        path.StartsWith(AdminPaths.Root, StringComparison.Ordinal) && !path.StartsWith(JobsPath, StringComparison.Ordinal);

    private async ValueTask<(int Status, string ContentType, string Text)> AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        var isGet = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        switch (path)
        {
            case "/healthz" when isGet:
                return Plain(StatusCodes.Status200OK, "ok\n");
            case "/readyz" when isGet:
                return await ReadinessAsync(http.RequestAborted);
            case "/metrics" when isGet:
                if (options.Value.ProtectMetrics) RequireAdmin(http);
                return (StatusCodes.Status200OK, "text/plain; version=0.0.4; charset=utf-8", metrics.Format());
            default:
                if (HttpMethods.IsPost(http.Request.Method) && path.StartsWith(JobsPath, StringComparison.Ordinal) && path.EndsWith("/run", StringComparison.Ordinal))
                    return await RunJobAsync(http, path[JobsPath.Length..^"/run".Length]);
                return Plain(StatusCodes.Status404NotFound, "not found\n");
        }
    }

    private static (int Status, string ContentType, string Text) Plain(int status, string text) => (status, "text/plain; charset=utf-8", text);

    /// <summary>Ready means that reads and writes can work: the index answers and some device takes writes.</summary>
    private async ValueTask<(int Status, string ContentType, string Text)> ReadinessAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.Databases.Catalog.Store.ReadAsync(new byte[] { 0 }, cancellationToken);
        }
        catch (Core.Errors.StorageException exception)
        {
            return Plain(StatusCodes.Status503ServiceUnavailable, $"index: {exception.Code}\n");
        }

        var writable = store.Devices.Count(device => device.Status.IsWritable);
        return Plain(writable > 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, $"devices: {writable} of {store.Devices.Count} writable\n");
    }

    private async ValueTask<(int Status, string ContentType, string Text)> RunJobAsync(HttpContext http, string name)
    {
        RequireAdmin(http);
        if (!JobNamesAll.Contains(name)) return Plain(StatusCodes.Status404NotFound, $"There is no job '{name}': {string.Join(", ", JobNamesAll)}.\n");
        var result = await curator.RunNowAsync(name, http.RequestAborted);
        return Plain(StatusCodes.Status200OK, $"{result}\n");
    }

    private void RequireAdmin(HttpContext http)
    {
        if (!verifier.Verify(http.Request).Identity.IsAdmin) throw new S3Exception(S3ErrorCode.AccessDenied);
    }

    private static partial class Log
    {
        [LoggerMessage(6100, LogLevel.Debug, "The client of {Path} has gone.")]
        public static partial void ClientGone(ILogger logger, string path);
    }
}
