using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Heat;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Curator.Keymap;

/// <summary>Sums up what the gateways counted, for the planner. Not thread-safe: the one who plans owns it.</summary>
/// <remarks>
/// Counts of keys are what was last counted plus the changes that were reported since. Each report is added once; what a gateway that dies has not
/// reported is missing until the next count.
/// </remarks>
internal sealed class KeymapGatherer(IndexDatabases databases, TimeProvider time)
{
    private readonly Dictionary<string, DateTimeOffset> _addedUntil = new(StringComparer.Ordinal);
    private Dictionary<(string Start, Epoch Epoch), KeyTally> _tallies = [];

    private sealed record KeyTally(long? Keys, IReadOnlyList<ReadOnlyMemory<byte>> Positions);

    /// <summary>The load of all partitions.</summary>
    /// <param name="status">The keymap as it is.</param>
    /// <param name="reports">The last report of each gateway.</param>
    /// <param name="freshFor">Reports that ended earlier say nothing about the present.</param>
    public KeymapLoad Gather(KeymapStatus status, IReadOnlyList<HeatReport> reports, TimeSpan freshFor)
    {
        var now = time.GetUtcNow();
        AddKeyChanges(status, reports);
        var partitions = HeatSummary.Fill([.. status.Entries.Select(Describe)], reports, now, freshFor);
        return new KeymapLoad(now, partitions, [.. databases.All.Select(database => new Planning.IndexDatabase(
            database.Name, database.IsDraining, database.Weight, !status.Unreachable.Contains(database.Name)))]);
    }

    /// <summary>Takes over what was counted.</summary>
    public void SetCount(KeymapEntry entry, CountedKeys counted) => _tallies[KeyOf(entry.Start, entry.Epoch)] = new KeyTally(counted.Keys, counted.Positions);

    /// <summary>Whether the keys of the partition should be counted: nobody knows how many, or it is near its limit and nobody knows where to cut.</summary>
    public bool NeedsCount(KeymapEntry entry, long nearLimit) =>
        !_tallies.TryGetValue(KeyOf(entry.Start, entry.Epoch), out var tally) || tally.Keys is null || (tally.Keys >= nearLimit && tally.Positions.Count == 0);

    private void AddKeyChanges(KeymapStatus status, IReadOnlyList<HeatReport> reports)
    {
        _tallies = status.Entries.ToDictionary(
            static entry => KeyOf(entry.Start, entry.Epoch),
            entry => _tallies.GetValueOrDefault(KeyOf(entry.Start, entry.Epoch)) ?? new KeyTally(entry.KeyCount > 0 ? entry.KeyCount : null, []));
        foreach (var report in reports.Where(report => report.To > _addedUntil.GetValueOrDefault(report.Reporter)))
        {
            _addedUntil[report.Reporter] = report.To;
            foreach (var partition in report.Partitions)
            {
                var key = KeyOf(partition.Start, partition.Epoch);
                if (_tallies.TryGetValue(key, out var tally) && tally.Keys is { } keys) _tallies[key] = tally with { Keys = Math.Max(0, keys + partition.KeyChange) };
            }
        }
    }

    private PartitionLoad Describe(KeymapEntry entry)
    {
        var tally = _tallies[KeyOf(entry.Start, entry.Epoch)];
        return new PartitionLoad
        {
            Start = entry.Start,
            End = entry.End,
            Epoch = entry.Epoch,
            Database = entry.Database,
            Keys = tally.Keys,
            KeySamples = tally.Positions,
            ChangedAt = entry.ChangedAt,
            IsChanging = entry.MoveTarget is not null,
            MovingTo = entry.MoveTarget,
        };
    }

    private static (string Start, Epoch Epoch) KeyOf(ReadOnlyMemory<byte> start, Epoch epoch) => (Convert.ToBase64String(start.Span), epoch);
}
