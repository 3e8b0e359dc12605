using Microsoft.AspNetCore.Http;
using ObjectStore.AdminApi;
using ObjectStore.Standalone.Admin.Routing;

namespace ObjectStore.Standalone.Admin.Index;

/// <summary>A store that serves has an index, and nothing is imported over one.</summary>
internal sealed class RefuseImportRoute : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.IndexImport;

    public Task HandleAsync(AdminRequest request) => throw AdminException.Conflict(
        "IndexInUse", "This store has an index and serves it, so that nothing is imported. An import goes to a store that was started with Standalone:AwaitImport and holds no index.");
}
