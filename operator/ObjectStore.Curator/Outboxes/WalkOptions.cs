using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Outboxes;

/// <summary>How the destinations of a consumer are served.</summary>
internal sealed record WalkOptions
{
    /// <summary>Whose rows are taken.</summary>
    public required OutboxConsumer Consumer { get; init; }

    /// <summary>Rows that are read at a time.</summary>
    public required int PageRows { get; init; }

    /// <summary>Keys whose rows are under way to one destination at once.</summary>
    public required int KeysInParallel { get; init; }

    /// <summary>How old a row is that is given up when its destination does not take it.</summary>
    public required TimeSpan GiveUpAfter { get; init; }

    /// <summary>How long a destination must have been broken before old rows are given up that were not tried; null when none ever is.</summary>
    public TimeSpan? SweepAfter { get; init; }
}
