using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Admin.Keymap;

/// <summary>The databases and what they hold.</summary>
internal sealed class DatabasesRoute(IKeymapControl keymap, KeymapRouter router) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.Databases;

    public async Task HandleAsync(AdminRequest request)
    {
        var entries = await keymap.ListAsync(request.Aborted);
        var databases = router.Databases.All.Select(database => Describe(database, database == router.Databases.Catalog, entries)).ToArray();
        await request.AnswerAsync(new DatabaseList(databases), AdminJson.Default.DatabaseList);
    }

    private static DatabaseInfo Describe(IndexDatabase database, bool isCatalog, IReadOnlyList<KeymapEntry> entries)
    {
        var owned = entries.Where(entry => entry.Database == database.Name).ToArray();
        return new DatabaseInfo(
            database.Name,
            isCatalog,
            database.IsDraining,
            owned.Length,
            entries.Count(entry => entry.MoveTarget == database.Name),
            owned.Sum(static entry => entry.KeyCount),
            owned.Count(static entry => entry.KeyCount == 0));
    }
}
