using System.Globalization;
using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Admin.Keymap;

/// <summary>Splits the partition that holds the given places at them.</summary>
internal sealed class SplitRoute(IKeymapControl keymap, Places places, KeymapChange change) : IAdminRoute
{
    private const int PlacesMax = 7;

    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.KeymapSplit;

    public async Task HandleAsync(AdminRequest request)
    {
        var body = await request.ReadJsonAsync(AdminJson.Default.SplitRequest);
        if (body.At.Count is 0 or > PlacesMax) throw AdminException.Invalid($"A split takes 1 to {PlacesMax} places.");
        var bounds = new List<ReadOnlyMemory<byte>>();
        foreach (var place in body.At) bounds.Add(await places.ParseAsync(place ?? "", request.Aborted));
        bounds.Sort(static (left, right) => left.Span.SequenceCompareTo(right.Span));
        var entry = Places.EntryOf(await keymap.ListAsync(request.Aborted), bounds[0].Span);
        var outcome = await keymap.SplitAsync(entry.Start, bounds, request.Aborted);
        var detail = string.Create(CultureInfo.InvariantCulture, $"The partition in {entry.Database} is now {bounds.Count + 1} partitions.");
        await change.AnswerAsync(request, "split", entry, outcome, detail);
    }
}
