using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Heat;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Curator.Keymap;

/// <summary>Sums up what the gateways counted, for the planner. Not thread-safe: the one who plans owns it.</summary>
/// <remarks>
/// Counts of keys are what was last counted plus the changes that were reported since. Each report is added once; what a gateway that dies has not
/// reported is missing until the next count. A count is stored when it differs from the stored one by an eighth, so that is what a restart forgets.
/// </remarks>
internal sealed class KeymapGatherer(IndexDatabases databases, TimeProvider time)
{
    /// <summary>Rewriting an entry for less is not worth it, and small partitions are quick to count.</summary>
    private const long UnstoredKeysMin = 1_000;

    private Dictionary<string, (DateTimeOffset From, DateTimeOffset To)> _added = new(StringComparer.Ordinal);
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
        var partitions = HeatSummary.Fill([.. status.Entries.Select(entry => Describe(entry, now + freshFor))], reports, now, freshFor);
        return new KeymapLoad(now, partitions, [.. databases.All.Select(database => new Planning.IndexDatabase(
            database.Name, database.IsDraining, database.Weight, !status.Unreachable.Contains(database.Name)))]);
    }

    /// <summary>Takes over what was counted.</summary>
    public void SetCount(KeymapEntry entry, CountedKeys counted) => _tallies[KeyOf(entry.Start, entry.Epoch)] = new KeyTally(counted.Keys, counted.Positions);

    /// <summary>Whether the keys of the partition should be counted: nobody knows how many, or it is near its limit and nobody knows where to cut.</summary>
    public bool NeedsCount(KeymapEntry entry, long nearLimit) =>
        !_tallies.TryGetValue(KeyOf(entry.Start, entry.Epoch), out var tally) || tally.Keys is null || (tally.Keys >= nearLimit && tally.Positions.Count == 0);

    /// <summary>Counts that differ from the stored ones so much that a restart must not forget them.</summary>
    public IReadOnlyList<(KeymapEntry Entry, long Keys)> UnstoredCounts(KeymapStatus status) =>
    [
        .. from entry in status.Entries
           where entry.MoveTarget is null
           let keys = _tallies.GetValueOrDefault(KeyOf(entry.Start, entry.Epoch))?.Keys ?? entry.KeyCount
           where Math.Abs(keys - entry.KeyCount) >= Math.Max(UnstoredKeysMin, entry.KeyCount / 8)
           select (entry, keys),
    ];

    private void AddKeyChanges(KeymapStatus status, IReadOnlyList<HeatReport> reports)
    {
        _tallies = status.Entries.ToDictionary(
            static entry => KeyOf(entry.Start, entry.Epoch),
            entry => _tallies.GetValueOrDefault(KeyOf(entry.Start, entry.Epoch)) ?? new KeyTally(entry.KeyCount > 0 ? entry.KeyCount : null, []));
        // Any other interval than the last one is a new report: a clock may have been set back.
        var before = _added;
        _added = reports.ToDictionary(static report => report.Reporter, static report => (report.From, report.To), StringComparer.Ordinal);
        foreach (var report in reports.Where(report => before.GetValueOrDefault(report.Reporter) != (report.From, report.To)))
        {
            foreach (var partition in report.Partitions)
            {
                var key = KeyOf(partition.Start, partition.Epoch);
                if (_tallies.TryGetValue(key, out var tally) && tally.Keys is { } keys) _tallies[key] = tally with { Keys = Math.Max(0, keys + partition.KeyChange) };
            }
        }
    }

    /// <param name="entry">The entry.</param>
    /// <param name="changedMax">A change that seems to be later than this was noted by a clock that has been set back since; nobody knows when it was.</param>
    private PartitionLoad Describe(KeymapEntry entry, DateTimeOffset changedMax)
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
            ChangedAt = entry.ChangedAt <= changedMax ? entry.ChangedAt : null,
            IsChanging = entry.MoveTarget is not null,
            MovingTo = entry.MoveTarget,
        };
    }

    private static (string Start, Epoch Epoch) KeyOf(ReadOnlyMemory<byte> start, Epoch epoch) => (Convert.ToBase64String(start.Span), epoch);
}
