using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.AdminApi;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Transfer;
using ObjectStore.S3.Auth;
using ObjectStore.Standalone.Admin.Routing;
using ObjectStore.Standalone.Storage;

namespace ObjectStore.Standalone.Admin.Index;

/// <summary>
/// Before a store uses its index, with <see cref="StandaloneOptions.AwaitImport"/>: where there is none, serves nothing but the import, until one has succeeded.
/// So nothing reads, writes, sweeps or repairs from an index that is only half there, and an import never meets one that somebody uses.
/// </summary>
internal sealed partial class ImportWait(
    IOptions<StandaloneOptions> options, IOptions<AdminOptions> adminOptions, SigV4Verifier verifier, TimeProvider time, ILoggerFactory loggers)
{
    private const string StagingFile = "index-import.partial";

    private readonly ILogger _logger = loggers.CreateLogger<ImportWait>();

    /// <summary>Returns at once where there is an index, otherwise when one has been imported.</summary>
    /// <exception cref="OperationCanceledException">The process was asked to stop.</exception>
    public async Task RunAsync(IndexDatabases databases, CancellationToken cancellationToken)
    {
        var importer = new IndexImporter(databases, time);
        if (await importer.GetReadinessAsync(cancellationToken) != ImportReadiness.InUse) await ServeAsync(importer, cancellationToken);
    }

    private async Task ServeAsync(IndexImporter importer, CancellationToken cancellationToken)
    {
        using var route = new ImportRoute(importer, Path.Combine(options.Value.DataDirectory, StagingFile));
        var router = new AdminRouter([route], verifier, loggers.CreateLogger<AdminRouter>());
        await using var application = AdminListener.Build(adminOptions.Value, http => AnswerAsync(http, router), loggers);
        await application.StartAsync(cancellationToken);
        Log.Waiting(_logger, adminOptions.Value.Endpoint);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stopping = application.Lifetime.ApplicationStopping.Register(stopped.SetResult);
        if (await Task.WhenAny(route.Imported, stopped.Task) != route.Imported) throw new OperationCanceledException();
        await application.StopAsync(cancellationToken);
        var summary = await route.Imported;
        Log.Imported(_logger, summary.Rows, summary.Partitions.Count);
    }

    private static async Task AnswerAsync(HttpContext http, AdminRouter router)
    {
        var path = http.Request.Path.Value ?? "";
        if (path == AdminPaths.IndexImport)
        {
            await router.HandleAsync(http);
            return;
        }

        http.Response.StatusCode = path == "/healthz" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        if (path.StartsWith(AdminPaths.Root, StringComparison.Ordinal))
        {
            var error = new ErrorBody("AwaitingImport", "The store waits for an import of its index and serves nothing else.");
            await http.Response.WriteAsJsonAsync(error, AdminJson.Default.ErrorBody, cancellationToken: http.RequestAborted);
            return;
        }

        await http.Response.WriteAsync(path == "/healthz" ? "ok\n" : "index: waits for an import\n", Encoding.UTF8, http.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(6120, LogLevel.Warning, "There is no index. The store waits for an import at {Endpoint} and serves nothing else: objectstore index import FILE.")]
        public static partial void Waiting(ILogger logger, string endpoint);

        [LoggerMessage(6121, LogLevel.Information, "Imported an index of {Rows} rows in {Partitions} partitions; the store starts with it.")]
        public static partial void Imported(ILogger logger, long rows, int partitions);
    }
}
