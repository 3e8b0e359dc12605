using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Admin.Keymap;

/// <summary>All partitions.</summary>
internal sealed class ListKeymapRoute(IKeymapControl keymap, IKeymapPlanSource planner, Places places) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.Keymap;

    public async Task HandleAsync(AdminRequest request)
    {
        var loads = (await planner.ListLoadsAsync(request.Aborted)).ToDictionary(static load => Convert.ToHexString(load.Start.Span));
        var names = new Dictionary<ulong, string?>();
        var partitions = new List<PartitionInfo>();
        foreach (var entry in await keymap.ListAsync(request.Aborted))
        {
            var load = loads.GetValueOrDefault(Convert.ToHexString(entry.Start.Span));
            partitions.Add(new PartitionInfo(
                await places.FormatAsync(entry.Start, names, request.Aborted),
                await places.FormatAsync(entry.End, names, request.Aborted),
                entry.Start.ToArray(),
                entry.Database,
                entry.Epoch.Value,
                entry.MoveTarget,
                load?.Keys ?? (entry.KeyCount > 0 ? entry.KeyCount : null),
                load?.RequestsPerSecond,
                load?.BytesPerSecond,
                load?.SizeBytes,
                entry.ChangedAt));
        }

        await request.AnswerAsync(new PartitionList(partitions), AdminJson.Default.PartitionList);
    }
}
