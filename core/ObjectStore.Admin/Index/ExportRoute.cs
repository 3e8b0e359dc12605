using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Transfer;

namespace ObjectStore.Admin.Index;

/// <summary>Sends an export as it is made. An export that fails on the way ends without its trailer, and the connection is cut.</summary>
internal sealed class ExportRoute(KeymapRouter router, ExportOptions options, TimeProvider time) : IAdminRoute
{
    /// <summary>A client may have to finish an upload of its own between two reads, but must not keep the snapshots open for ever.</summary>
    private static readonly MinDataRate SlowestClient = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromMinutes(5));

    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.IndexExport;

    public async Task HandleAsync(AdminRequest request)
    {
        request.RequireNoBody();
        if (request.Http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = SlowestClient;
        request.Http.Response.ContentType = "application/octet-stream";
        await new IndexExporter(router.Databases, options, time).RunAsync(request.Http.Response.Body, request.Aborted);
    }
}
