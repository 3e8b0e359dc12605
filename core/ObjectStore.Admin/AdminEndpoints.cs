using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Admin.Health;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Admin;

/// <summary><c>GET /healthz</c>, <c>/readyz</c> and <c>/metrics</c> for everybody; the admin API, through the routes, for identities that are admins.</summary>
internal sealed partial class AdminEndpoints(
    ReadinessProbe readiness,
    AdminRouter router,
    MetricsCollector metrics,
    SigV4Verifier verifier,
    IOptions<AdminOptions> options,
    ILogger<AdminEndpoints> logger)
{
    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if ((http.Request.Path.Value ?? "").StartsWith(AdminPaths.Root, StringComparison.Ordinal))
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

    private async ValueTask<(int Status, string ContentType, string Text)> AnswerAsync(HttpContext http)
    {
        var isGet = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        switch (http.Request.Path.Value)
        {
            case "/healthz" when isGet:
                return Plain(StatusCodes.Status200OK, "ok\n");
            case "/readyz" when isGet:
                var answer = await readiness.CheckAsync(http.RequestAborted);
                return Plain(answer.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, answer.Detail + "\n");
            case "/metrics" when isGet:
                if (options.Value.ProtectMetrics) RequireAdmin(http);
                return (StatusCodes.Status200OK, "text/plain; version=0.0.4; charset=utf-8", metrics.Format());
            default:
                return Plain(StatusCodes.Status404NotFound, "not found\n");
        }
    }

    private static (int Status, string ContentType, string Text) Plain(int status, string text) => (status, "text/plain; charset=utf-8", text);

    private void RequireAdmin(HttpContext http)
    {
        if (!verifier.Verify(http.Request).Identity.IsAdmin) throw new S3Exception(S3ErrorCode.AccessDenied);
    }

    private static partial class Log
    {
        [LoggerMessage(8000, LogLevel.Debug, "The client of {Path} has gone.")]
        public static partial void ClientGone(ILogger logger, string path);
    }
}
