using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Admin.Keymap;

/// <summary>Takes back the move of a partition that has not flipped.</summary>
internal sealed class CancelMoveRoute(IKeymapControl keymap, KeymapChange change) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.KeymapCancelMove;

    public async Task HandleAsync(AdminRequest request)
    {
        var body = await request.ReadJsonAsync(AdminJson.Default.PlaceRequest);
        var (_, entry) = await change.FindAsync(body.At, request.Aborted);
        var outcome = await keymap.CancelMoveAsync(entry.Start, request.Aborted);
        var detail = entry.MoveTarget is null ? "The partition was not moving." : $"The move to {entry.MoveTarget} is taken back; the partition stays in {entry.Database}.";
        await change.AnswerAsync(request, "cancel-move", entry, outcome, detail);
    }
}
