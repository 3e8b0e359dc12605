namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>What the planner remembers from one round to the next. Immutable; bounded by the number of partitions and of recent changes.</summary>
/// <remarks>Losing it delays decisions and breaks nothing. It can be stored as JSON.</remarks>
public sealed record PlannerMemory
{
    /// <summary>The memory of a planner that has seen nothing.</summary>
    public static PlannerMemory Empty { get; } = new();

    /// <summary>When the last round was.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What is known of each partition.</summary>
    public IReadOnlyList<PartitionTrack> Partitions { get; init; } = [];

    /// <summary>Boundaries made and removed of late.</summary>
    public IReadOnlyList<BoundaryTrack> Boundaries { get; init; } = [];

    /// <summary>Beginnings of the moves of the last hour.</summary>
    public IReadOnlyList<DateTimeOffset> Moves { get; init; } = [];

    /// <summary>Since when the databases are out of balance; null when they are not.</summary>
    public DateTimeOffset? ImbalancedSince { get; init; }

    /// <summary>Whether partitions are being moved until the balance is reached.</summary>
    public bool IsBalancing { get; init; }
}
