using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Admin.Keymap;

/// <summary>Merges the partition that holds a place with the one after it.</summary>
internal sealed class MergeRoute(IKeymapControl keymap, KeymapChange change) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.KeymapMerge;

    public async Task HandleAsync(AdminRequest request)
    {
        var body = await request.ReadJsonAsync(AdminJson.Default.PlaceRequest);
        var (_, entry) = await change.FindAsync(body.At, request.Aborted);
        var outcome = await keymap.MergeAsync(entry.Start, request.Aborted);
        await change.AnswerAsync(request, "merge", entry, outcome, "The partition and the one after it are one.");
    }
}
