using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Transfer;

namespace ObjectStore.Admin.Index;

/// <summary>
/// Takes an import: the body goes to a file first, is verified there from end to end, and only then becomes the index, line by line told. One at a time.
/// </summary>
/// <param name="importer">The import.</param>
/// <param name="stagingPath">The file; it is gone afterwards, and replaced if it is there.</param>
internal sealed class ImportRoute(IndexImporter importer, string stagingPath) : IAdminRoute, IDisposable
{
    private const int CopyBytes = 1 << 20;

    private static readonly MinDataRate SlowestClient = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromMinutes(5));

    private readonly SemaphoreSlim _running = new(1);
    private readonly TaskCompletionSource<ExportSummary> _imported = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.IndexImport;

    /// <summary>Completes when an import has become the index.</summary>
    public Task<ExportSummary> Imported => _imported.Task;

    public async Task HandleAsync(AdminRequest request)
    {
        if (!await _running.WaitAsync(TimeSpan.Zero, request.Aborted)) throw AdminException.Conflict("Busy", "An import is under way.");
        try
        {
            if (_imported.Task.IsCompleted) throw AdminException.Conflict("IndexInUse", "An import has just succeeded; the store is starting.");
            await ReceiveAsync(request);
            await ImportAsync(request);
        }
        finally
        {
            File.Delete(stagingPath);
            _running.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _running.Dispose();

    private async ValueTask ReceiveAsync(AdminRequest request)
    {
        var features = request.Http.Features;
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = SlowestClient;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var staging = new FileStream(stagingPath, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var buffer = new byte[CopyBytes];
        while (await request.Http.Request.Body.ReadAsync(buffer, request.Aborted) is > 0 and var count)
        {
            hash.AppendData(buffer, 0, count);
            await staging.WriteAsync(buffer.AsMemory(0, count), request.Aborted);
        }

        request.RequireSigned(hash.GetHashAndReset());
    }

    private async Task ImportAsync(AdminRequest request)
    {
        try
        {
            var summary = await importer.RunAsync(
                () => new FileStream(stagingPath, FileMode.Open, FileAccess.Read, FileShare.Read, CopyBytes),
                progress => new ValueTask(request.WriteLineAsync(
                    new ImportLine(progress.Stage.ToString().ToLowerInvariant(), progress.Rows, progress.RowsExpected), AdminJson.Default.ImportLine)),
                request.Aborted);
            _imported.TrySetResult(summary);
            await request.WriteLineAsync(new ImportLine(ImportLine.Done, summary.Rows, summary.Rows, MessageOf(summary)), AdminJson.Default.ImportLine);
        }
        catch (StorageException exception) when (!request.Http.Response.HasStarted)
        {
            throw Refusal(exception);
        }
        catch (Exception exception) when (request.Http.Response.HasStarted && AdminRouter.ErrorOf(exception) is { } error)
        {
            var line = new ImportLine(ImportLine.Failed, 0, 0, "The store holds no index until an import succeeds.", new ErrorBody(error.Code, error.Message));
            await request.WriteLineAsync(line, AdminJson.Default.ImportLine);
        }
    }

    private static AdminException Refusal(StorageException exception) => exception.Code switch
    {
        StorageErrorCode.CorruptIndex => new AdminException(StatusCodes.Status400BadRequest, "DamagedExport", exception.Message),
        StorageErrorCode.Refused => AdminException.Conflict("Refused", exception.Message),
        _ => AdminRouter.ErrorOf(exception)!,
    };

    private static string MessageOf(ExportSummary summary) =>
        $"The export of {summary.CreatedAt:u} had {summary.Partitions.Count} partition(s) in {string.Join(", ", summary.Databases)}; "
        + "partitions of databases that are not declared here went to those that are.";
}
