using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;

namespace ObjectStore.Admin.Index;

/// <summary>A store that serves has an index, and nothing is imported over one.</summary>
internal sealed class RefuseImportRoute : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.IndexImport;

    public Task HandleAsync(AdminRequest request) => throw AdminException.Conflict(
        "IndexInUse", "This store has an index and serves it, so that nothing is imported. An import goes to a store that was started to wait for one (Standalone:AwaitImport) and holds no index.");
}
