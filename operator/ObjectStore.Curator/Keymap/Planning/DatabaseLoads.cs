namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Load of the databases, with what has been decided so far.</summary>
internal sealed class DatabaseLoads
{
    private readonly Dictionary<string, double> _loads;
    private readonly PlanDraft _draft;

    public DatabaseLoads(PlanDraft draft)
    {
        _draft = draft;
        var load = draft.Load;
        _loads = load.Databases.ToDictionary(static database => database.Name, static _ => 0.0, StringComparer.Ordinal);
        var targets = load.Databases.Where(static database => database is { IsDraining: false, IsReachable: true, Weight: > 0 });
        Targets = [.. targets.OrderBy(static database => database.Name, StringComparer.Ordinal)];
        foreach (var partition in load.Partitions)
        {
            var owner = partition.MovingTo ?? partition.Database;
            if (_loads.TryGetValue(owner, out var sum)) _loads[owner] = sum + LoadOf(partition);
        }
    }

    /// <summary>Databases that can take partitions.</summary>
    public IReadOnlyList<IndexDatabase> Targets { get; }

    /// <summary>Load of each unit of weight, were it the same everywhere.</summary>
    public double Mean => Targets.Sum(database => _loads[database.Name]) / Targets.Sum(static database => database.Weight);

    /// <summary>What a partition costs its database: its requests, smoothed, and its keys at rest.</summary>
    public double LoadOf(PartitionLoad partition) =>
        (_draft.Track(partition).RequestsPerSecond ?? partition.RequestsPerSecond) + (partition.Keys ?? 0) / 1e6 * _draft.Options.LoadOfMillionKeys;

    public double LoadOf(IndexDatabase database) => _loads[database.Name];

    /// <summary>Load of a unit of weight.</summary>
    public double UtilizationOf(IndexDatabase database) => _loads[database.Name] / database.Weight;

    public IndexDatabase LeastUtilized() => Targets.MinBy(UtilizationOf)!;

    public void Move(PartitionLoad partition, string database)
    {
        var load = LoadOf(partition);
        if (_loads.TryGetValue(partition.Database, out var source)) _loads[partition.Database] = source - load;
        _loads[database] += load;
    }
}
