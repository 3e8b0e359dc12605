using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Transfer;
using ObjectStore.S3.Auth;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Admin.Index;

/// <summary>
/// Before a process uses its index, where it is asked to: if there is none, serves nothing but the import, until one has succeeded.
/// So nothing reads, writes, sweeps or repairs from an index that is only half there, and an import never meets one that somebody uses.
/// </summary>
public sealed partial class ImportWait(IOptions<AdminOptions> options, SigV4Verifier verifier, TimeProvider time, ILoggerFactory loggers)
{
    private const string StagingFile = "index-import.partial";

    private readonly ILogger _logger = loggers.CreateLogger<ImportWait>();

    /// <summary>Returns at once where there is an index, otherwise when one has been imported.</summary>
    /// <param name="databases">The databases that the settings declare.</param>
    /// <param name="stagingFolder">Where an import lies while it is verified: a folder that exists, with room for all of it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="OperationCanceledException">The process was asked to stop.</exception>
    public async Task RunAsync(IndexDatabases databases, string stagingFolder, CancellationToken cancellationToken)
    {
        var importer = new IndexImporter(databases, time);
        if (await importer.GetReadinessAsync(cancellationToken) != ImportReadiness.InUse) await ServeAsync(importer, Path.Combine(stagingFolder, StagingFile), cancellationToken);
    }

    private async Task ServeAsync(IndexImporter importer, string stagingPath, CancellationToken cancellationToken)
    {
        using var route = new ImportRoute(importer, stagingPath);
        var router = new AdminRouter([route], verifier, loggers.CreateLogger<AdminRouter>());
        await using var application = AdminListener.Build(options.Value.Endpoint, http => AnswerAsync(http, router), loggers);
        await application.StartAsync(cancellationToken);
        Log.Waiting(_logger, options.Value.Endpoint);
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
        [LoggerMessage(8020, LogLevel.Warning, "There is no index. The store waits for an import at {Endpoint} and serves nothing else: objectstore index import FILE.")]
        public static partial void Waiting(ILogger logger, string endpoint);

        [LoggerMessage(8021, LogLevel.Information, "Imported an index of {Rows} rows in {Partitions} partitions; the store starts with it.")]
        public static partial void Imported(ILogger logger, long rows, int partitions);
    }
}
