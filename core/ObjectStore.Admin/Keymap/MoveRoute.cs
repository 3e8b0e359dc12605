using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Admin.Keymap;

/// <summary>Has a partition move to another database; the curator carries it out.</summary>
internal sealed class MoveRoute(IKeymapControl keymap, KeymapChange change) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.KeymapMove;

    public async Task HandleAsync(AdminRequest request)
    {
        var body = await request.ReadJsonAsync(AdminJson.Default.MoveRequest);
        var (_, entry) = await change.FindAsync(body.At, request.Aborted);
        var outcome = await keymap.BeginMoveAsync(entry.Start, body.Database, request.Aborted);
        var detail = entry.Database == body.Database
            ? $"The partition is in {entry.Database} already."
            : $"The move from {entry.Database} to {body.Database} has begun and goes on in the background; the keymap shows when it is over.";
        await change.AnswerAsync(request, "move", entry, outcome, detail);
    }
}
