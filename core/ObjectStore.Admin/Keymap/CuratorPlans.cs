using System.Buffers.Binary;
using Microsoft.Extensions.Options;
using ObjectStore.AdminApi;
using ObjectStore.Curator.Keymap;
using ObjectStore.Curator.Keymap.Planning;
using KeymapPlan = ObjectStore.AdminApi.KeymapPlan;

namespace ObjectStore.Admin.Keymap;

/// <summary>Tells what the curator of this process last saw, and what its planner would do.</summary>
internal sealed class CuratorPlans(KeymapView view, Places places, IOptions<KeymapOptions> options) : IKeymapPlanSource
{
    private const string NotYet = "The curator has not looked at the keymap yet.";

    /// <inheritdoc />
    public async ValueTask<KeymapPlan> PlanAsync(CancellationToken cancellationToken)
    {
        if (view.PlanDry(options.Value) is not { } plan) return new KeymapPlan(IsRunning: true, NotYet, []);
        var names = new Dictionary<ulong, string?>();
        var lines = new List<KeymapPlanLine>();
        foreach (var decision in plan.Decisions) lines.Add(await DescribeAsync(decision, names, cancellationToken));
        foreach (var note in plan.Notes) lines.Add(new KeymapPlanLine("note", await places.FormatAsync(note.Start, names, cancellationToken), note.Kind.ToString(), note.Text));
        return new KeymapPlan(IsRunning: true, plan.Decisions.Count == 0 ? "Nothing is to be changed." : "The curator does this by itself when it looks next.", lines);
    }

    /// <inheritdoc />
    public async ValueTask<HotPrefixes> ListHotAsync(CancellationToken cancellationToken)
    {
        if (view.Load is not { } load) return new HotPrefixes(IsRunning: true, NotYet, []);
        var names = new Dictionary<ulong, string?>();
        var found = HotPrefixFinder.Find([.. load.Partitions.SelectMany(static partition => partition.Samples)], load.Partitions.Sum(static partition => partition.RequestsPerSecond));
        var prefixes = new List<AdminApi.HotPrefix>();
        foreach (var prefix in found)
        {
            var place = await places.FormatAsync(prefix.Bucket, prefix.Prefix, names, cancellationToken);
            var advice = AdviceOn(prefix, view.Plan);
            prefixes.Add(new AdminApi.HotPrefix(place, prefix.RequestsPerSecond, prefix.Share, prefix.Describe(names.GetValueOrDefault(prefix.Bucket.Value) ?? prefix.Bucket.ToString()), advice));
        }

        return new HotPrefixes(IsRunning: true, prefixes.Count == 0 ? "No prefix takes a tenth of the load." : "Where the load is:", prefixes);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<KeymapLoad>> ListLoadsAsync(CancellationToken cancellationToken) => new(
        [.. (view.Load?.Partitions ?? []).Select(static partition => new KeymapLoad(partition.Start, partition.RequestsPerSecond, partition.BytesPerSecond, partition.Keys, null))]);

    private async ValueTask<KeymapPlanLine> DescribeAsync(KeymapDecision decision, Dictionary<ulong, string?> names, CancellationToken cancellationToken)
    {
        switch (decision)
        {
            case SplitPartition split:
                var at = new List<string>();
                foreach (var position in split.Positions) at.Add(await places.FormatAsync(position, names, cancellationToken));
                return new KeymapPlanLine("split", await places.FormatAsync(split.Partition.Start, names, cancellationToken), $"at {string.Join(", ", at)}", split.Reason);
            case MovePartition move:
                return new KeymapPlanLine("move", await places.FormatAsync(move.Partition.Start, names, cancellationToken), $"from {move.Partition.Database} to {move.Database}", move.Reason);
            case MergePartitions merge:
                return new KeymapPlanLine(
                    "merge",
                    await places.FormatAsync(merge.Left.Start, names, cancellationToken),
                    $"with {await places.FormatAsync(merge.Right.Start, names, cancellationToken)}",
                    merge.Reason);
            default:
                throw new ArgumentException("An unknown decision.", nameof(decision));
        }
    }

    /// <summary>The planner's note on the prefix, where it has one.</summary>
    private static string AdviceOn(Curator.Keymap.Planning.HotPrefix prefix, Curator.Keymap.Planning.KeymapPlan? plan)
    {
        var position = new byte[sizeof(ulong) + prefix.Prefix.Length];
        BinaryPrimitives.WriteUInt64BigEndian(position, prefix.Bucket.Value);
        prefix.Prefix.Span.CopyTo(position.AsSpan(sizeof(ulong)));
        var note = plan?.Notes.FirstOrDefault(note => !note.Prefix.IsEmpty && (note.Prefix.Span.StartsWith(position) || position.AsSpan().StartsWith(note.Prefix.Span)));
        return note?.Text ?? "";
    }
}
