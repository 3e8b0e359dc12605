using ObjectStore.Core.Errors;

namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>A plan while it is made: the load, what is remembered, and what has been decided so far.</summary>
/// <remarks>Invariants: no partition is in two decisions; no more moves and changes than the options allow.</remarks>
internal sealed class PlanDraft
{
    private readonly HashSet<ReadOnlyMemory<byte>> _decided = new(Positions.Order);
    private readonly Dictionary<ReadOnlyMemory<byte>, PartitionTrack> _tracks;
    private readonly Dictionary<string, IndexDatabase> _databases;
    private readonly List<BoundaryTrack> _boundaries;
    private readonly List<DateTimeOffset> _moves;

    public PlanDraft(KeymapLoad load, PlannerMemory memory, KeymapOptions options)
    {
        Load = load;
        Options = options;
        _tracks = memory.Partitions.DistinctBy(static track => track.Start, Positions.Order).ToDictionary(static track => track.Start, Positions.Order);
        _databases = load.Databases.ToDictionary(static database => database.Name, StringComparer.Ordinal);
        // A clock that was set back makes the past look like the future; what lies there counts from now on.
        _boundaries = [.. memory.Boundaries.Select(each => each.At > load.At ? each with { At = load.At } : each).Where(each => load.At - each.At < options.BoundaryCooldown)];
        _moves = [.. memory.Moves.Select(at => at > load.At ? load.At : at).Where(at => load.At - at < TimeSpan.FromHours(1))];
        ImbalancedSince = memory.ImbalancedSince;
        IsBalancing = memory.IsBalancing;
        ChangesLeft = options.ChangesPerRoundMax;
        var inParallel = load.Partitions.Count(static partition => partition.MovingTo is not null);
        MovesLeft = Math.Max(0, Math.Min(options.MovesInParallelMax - inParallel, options.MovesPerHourMax - _moves.Count));
        PartitionsLeft = Math.Max(0, options.PartitionsMax - load.Partitions.Count);
    }

    public KeymapLoad Load { get; }

    public KeymapOptions Options { get; }

    public DateTimeOffset At => Load.At;

    public List<KeymapDecision> Decisions { get; } = [];

    public List<PlannerNote> Notes { get; } = [];

    /// <summary>Splits and merges that may still be decided.</summary>
    public int ChangesLeft { get; private set; }

    /// <summary>Moves that may still be decided.</summary>
    public int MovesLeft { get; private set; }

    /// <summary>Partitions that may still come into being.</summary>
    public int PartitionsLeft { get; private set; }

    public DateTimeOffset? ImbalancedSince { get; set; }

    public bool IsBalancing { get; set; }

    public PartitionTrack Track(PartitionLoad partition) =>
        _tracks.TryGetValue(partition.Start, out var track) ? track : new PartitionTrack(partition.Start, At);

    public void Remember(PartitionTrack track) => _tracks[track.Start] = track;

    public IndexDatabase? FindDatabase(string name) => _databases.GetValueOrDefault(name);

    /// <summary>Whether a partition may change now: nothing has been decided on it, nothing is under way, and the last change has settled.</summary>
    public bool IsFree(PartitionLoad partition) =>
        !partition.IsChanging && partition.MovingTo is null && !_decided.Contains(partition.Start)
        && (partition.ChangedAt is not { } changedAt || At - changedAt >= Options.SettleFor)
        && FindDatabase(partition.Database) is { IsReachable: true };

    /// <summary>Whether a merge removed a boundary inside of the partition of late.</summary>
    public bool HasMergedOfLate(PartitionLoad partition) =>
        _boundaries.Exists(each => each.IsRemoved && Positions.IsInside(each.Position, partition.Start, partition.End));

    /// <summary>Whether a split made this boundary of late.</summary>
    public bool IsNewBoundary(ReadOnlyMemory<byte> position) => _boundaries.Exists(each => !each.IsRemoved && Positions.Order.Equals(each.Position, position));

    public void Split(PartitionLoad partition, IReadOnlyList<ReadOnlyMemory<byte>> positions, string reason)
    {
        Decide(new SplitPartition(partition, positions, reason), partition);
        ChangesLeft--;
        PartitionsLeft -= positions.Count;
        var parent = Track(partition);
        var origin = new SplitOrigin(partition.Start, partition.End, At);
        for (var i = -1; i < positions.Count; i++)
        {
            var start = i < 0 ? partition.Start : positions[i];
            var end = i + 1 < positions.Count ? positions[i + 1] : partition.End;
            if (i >= 0) _boundaries.Add(new BoundaryTrack(start, At, IsRemoved: false));
            var inherits = parent.Writes is { } writes && Positions.IsWithin(writes.Low, start, end) && Positions.IsWithin(writes.High, start, end);
            Remember(new PartitionTrack(start, At)
            {
                Origin = origin,
                FruitlessSplits = parent.FruitlessSplits,
                MovedAt = parent.MovedAt,
                Writes = inherits ? parent.Writes : null,
            });
        }
    }

    public void Move(PartitionLoad partition, string database, string reason)
    {
        Decide(new MovePartition(partition, database, reason), partition);
        MovesLeft--;
        _moves.Add(At);
        Remember(Track(partition) with { MovedAt = At });
    }

    public void Merge(PartitionLoad left, PartitionLoad right, string reason)
    {
        Decide(new MergePartitions(left, right, reason), left, right);
        ChangesLeft--;
        _boundaries.Add(new BoundaryTrack(right.Start, At, IsRemoved: true));
        Remember(new PartitionTrack(left.Start, At) { MovedAt = Track(left).MovedAt });
    }

    /// <summary>Leaves a partition as it is, because another decision counts on it.</summary>
    public void Reserve(PartitionLoad partition) => _decided.Add(partition.Start);

    /// <summary>Adds a note; that there are too many partitions is said once.</summary>
    public void Note(PlannerNote note)
    {
        if (note.Kind != PlannerNoteKind.PartitionsMaxReached || !Notes.Exists(static each => each.Kind == PlannerNoteKind.PartitionsMaxReached)) Notes.Add(note);
    }

    public KeymapPlan Finish()
    {
        // A partition that was planned comes into being a little later; one that has gone is forgotten.
        var tracks = _tracks.Values.Where(track => track.SeenAt <= At && At - track.SeenAt < Options.BoundaryCooldown).OrderBy(static track => track.Start, Positions.Order);
        return new KeymapPlan(Decisions, Notes, new PlannerMemory
        {
            At = At,
            Partitions = [.. tracks],
            Boundaries = _boundaries,
            Moves = _moves,
            ImbalancedSince = ImbalancedSince,
            IsBalancing = IsBalancing,
        });
    }

    private void Decide(KeymapDecision decision, params ReadOnlySpan<PartitionLoad> partitions)
    {
        foreach (var partition in partitions) Invariant.That(_decided.Add(partition.Start));
        Decisions.Add(decision);
    }
}
