using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Keymap;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Core.Fragments;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Verification;

namespace ObjectStore.Admin.Index;

/// <summary>Verifies the index for as long as the client listens, and tells it line by line. One at a time: a second would only take disk from the first.</summary>
internal sealed class VerifyRoute(KeymapRouter router, ICatalog catalog, IFragmentDevices devices, Places places, VerifyOptions options, TimeProvider time) : IAdminRoute, IDisposable
{
    private const int FindingsDefault = 20;
    private const int FindingsMax = 100_000;

    private readonly SemaphoreSlim _running = new(1);

    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.IndexVerify;

    public async Task HandleAsync(AdminRequest request)
    {
        var lines = new VerifyLines(request, places, time)
        {
            FindingsPerKind = request.Number("findings", 0, FindingsMax, FindingsDefault),
            IsShowingKeys = request.Flag("show-keys"),
        };
        request.RequireNoBody();
        if (!await _running.WaitAsync(TimeSpan.Zero, request.Aborted)) throw AdminException.Conflict("Busy", "A verification of the index is under way.");
        try
        {
            await RunAsync(request, lines);
        }
        finally
        {
            _running.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _running.Dispose();

    private async Task RunAsync(AdminRequest request, VerifyLines lines)
    {
        try
        {
            var counts = await new IndexVerifier(router, catalog, devices, options, time).RunAsync(lines, request.Aborted);
            var summary = new VerifySummary(router.Databases.All.Count, counts.Partitions, counts.Rows, counts.Objects, counts.Stripes, lines.Counts);
            await request.WriteLineAsync(new VerifyLine { Summary = summary }, AdminJson.Default.VerifyLine);
        }
        catch (Exception exception) when (request.Http.Response.HasStarted && AdminRouter.ErrorOf(exception) is { } error)
        {
            await request.WriteLineAsync(new VerifyLine { Error = new ErrorBody(error.Code, error.Message) }, AdminJson.Default.VerifyLine);
        }
    }
}
