using System.Globalization;
using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Heat;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap.Simulation;

/// <summary>A keymap in virtual time under a workload: what the planner decides is applied at once, moves take as long as their copy.</summary>
/// <remarks>Requests are drawn at random; each stands for many. Everything follows from the seed.</remarks>
internal sealed class KeymapSimulation
{
    private const int RequestsOfPartition = 64;
    private const double CopiedKeysPerSecond = 50_000;
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Workload _workload;
    private readonly KeymapOptions _options;
    private readonly Random _random;
    private readonly Dictionary<string, (TimeSpan At, bool IsRemoved)> _boundaries = [];
    private readonly Dictionary<string, TimeSpan> _movedAt = [];
    private readonly List<string> _table = [];
    private List<SimulatedPartition> _partitions;
    private PlannerMemory _memory = PlannerMemory.Empty;
    private double _measuredImbalance;

    public KeymapSimulation(Workload workload, int databases, KeymapOptions options, int seed)
    {
        _workload = workload;
        _options = options;
        _random = new Random(seed);
        Databases = [.. Enumerable.Range(0, databases).Select(i => new IndexDatabase($"db{i:000}", false, 1, true))];
        _partitions = [new SimulatedPartition([], [], new Epoch(1), Databases[0].Name)];
    }

    public TimeSpan Now { get; private set; }

    public List<IndexDatabase> Databases { get; }

    /// <summary>Requests drawn in each round.</summary>
    public int RequestsOfRound { get; init; } = 2_000;

    public int PartitionCount => _partitions.Count;

    public int PartitionsMost { get; private set; } = 1;

    public int MovesOfAnHourMost { get; private set; }

    public int MostParts { get; private set; }

    public int Splits { get; private set; }

    public int Merges { get; private set; }

    public List<TimeSpan> Moves { get; } = [];

    /// <summary>Notes of the last round.</summary>
    public IReadOnlyList<PlannerNote> Notes { get; private set; } = [];

    /// <summary>What broke a rule of the keymap: a boundary made and removed too soon, a partition moved too soon.</summary>
    public List<string> Flaps { get; } = [];

    public IReadOnlyList<SimulatedPartition> Partitions => _partitions;

    public void RunFor(TimeSpan time)
    {
        for (var end = Now + time; Now < end; Now += _options.Period)
        {
            EndMoves();
            var plan = KeymapPlanner.Plan(new KeymapLoad(Begin + Now, Measure(), [.. Databases]), _memory, _options);
            _memory = plan.Memory;
            Notes = plan.Notes;
            foreach (var decision in plan.Decisions) Apply(decision);
            PartitionsMost = Math.Max(PartitionsMost, _partitions.Count);
            MovesOfAnHourMost = Math.Max(MovesOfAnHourMost, Moves.Count(at => Now - at < TimeSpan.FromHours(1)));
            if (Now.Ticks % TimeSpan.FromMinutes(30).Ticks == 0) AddRow();
        }
    }

    public int PartitionsOf(string database) => _partitions.Count(partition => partition.Database == database || partition.MovingTo == database);

    /// <summary>Load of the most loaded database in relation to the mean, measured with many more requests than a round has.</summary>
    public double MeasureImbalance()
    {
        var counts = new int[_partitions.Count];
        var requests = Databases.Count * 2_000;
        Span<byte> position = stackalloc byte[64];
        for (var i = 0; i < requests; i++)
        {
            var (_, length) = _workload.Next(_random, Now, position);
            counts[IndexOf(position[..length])]++;
        }

        return Imbalance(counts);
    }

    /// <summary>The course of the simulation, a row for each half hour, for whoever looks at a failure.</summary>
    public string Table()
    {
        var text = new StringBuilder("hour  partitions  splits  merges  moves  max/mean  notes\n");
        foreach (var row in _table) text.AppendLine(row);
        foreach (var flap in Flaps.Take(10)) text.AppendLine(flap);
        return text.ToString();
    }

    private void AddRow() => _table.Add(string.Create(CultureInfo.InvariantCulture,
        $"{Now.TotalHours,4:0.0}  {_partitions.Count,10}  {Splits,6}  {Merges,6}  {Moves.Count,5}  {_measuredImbalance,8:0.00}  {string.Join(' ', Notes.CountBy(note => note.Kind))}"));

    private PartitionLoad[] Measure()
    {
        var perRequest = _workload.RequestsPerSecond(Now) / RequestsOfRound;
        var counts = new (int Reads, int Writes)[_partitions.Count];
        var samples = new List<HeatSample>[_partitions.Count];
        for (var i = 0; i < samples.Length; i++) samples[i] = [];
        Span<byte> position = stackalloc byte[64];
        for (var i = 0; i < RequestsOfRound; i++)
        {
            var (kind, length) = _workload.Next(_random, Now, position);
            var index = IndexOf(position[..length]);
            if (kind == HeatKind.Read) counts[index].Reads++;
            else counts[index].Writes++;
            Keep(samples[index], counts[index].Reads + counts[index].Writes, kind, position[..length]);
        }

        _measuredImbalance = Imbalance([.. counts.Select(count => count.Reads + count.Writes)]);
        return [.. _partitions.Select((partition, i) => ToLoad(partition, counts[i], perRequest, samples[i]))];
    }

    private double Imbalance(int[] counts)
    {
        var loads = Databases.Where(database => !database.IsDraining).ToDictionary(database => database.Name, _ => 0);
        for (var i = 0; i < counts.Length; i++)
        {
            if (loads.ContainsKey(_partitions[i].Database)) loads[_partitions[i].Database] += counts[i];
        }

        return loads.Values.Max() / loads.Values.Average();
    }

    private void Keep(List<HeatSample> samples, int seen, HeatKind kind, ReadOnlySpan<byte> position)
    {
        if (samples.Count < RequestsOfPartition) samples.Add(new HeatSample(position.ToArray(), kind, 1));
        else if (_random.Next(seen) is var place && place < samples.Count) samples[place] = new HeatSample(position.ToArray(), kind, 1);
    }

    private PartitionLoad ToLoad(SimulatedPartition partition, (int Reads, int Writes) count, double perRequest, List<HeatSample> samples)
    {
        var before = _workload.KeysBefore(partition.Start, Now);
        var keys = (partition.End.Length == 0 ? _workload.Keys(Now) : _workload.KeysBefore(partition.End, Now)) - before;
        return new PartitionLoad
        {
            Start = partition.Start,
            End = partition.End,
            Epoch = partition.Epoch,
            Database = partition.Database,
            ReadsPerSecond = count.Reads * perRequest,
            WritesPerSecond = count.Writes * perRequest,
            Keys = (long)keys,
            Samples = samples,
            KeySamples = keys <= _options.SplitAboveKeys ? [] : [.. Enumerable.Range(1, 31).Select(i => (ReadOnlyMemory<byte>)_workload.KeyAt(before + keys * i / 32, Now))],
            ChangedAt = partition.ChangedAt is { } changedAt ? Begin + changedAt : null,
            IsChanging = partition.MovingTo is not null,
            MovingTo = partition.MovingTo,
        };
    }

    private int IndexOf(ReadOnlySpan<byte> position)
    {
        var (low, high) = (0, _partitions.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_partitions[middle].Start.AsSpan().SequenceCompareTo(position) <= 0) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }

    private void EndMoves() => _partitions = [.. _partitions.Select(partition => partition.MovingTo is { } target && Now >= partition.MoveEndsAt
        ? partition with { Database = target, MovingTo = null, Epoch = partition.Epoch.Next, ChangedAt = Now }
        : partition)];

    private void Apply(KeymapDecision decision)
    {
        switch (decision)
        {
            case SplitPartition split:
                Split(split);
                break;
            case MovePartition move:
                Move(move);
                break;
            case MergePartitions merge:
                Merge(merge);
                break;
            default:
                Assert.Fail($"An unknown decision: {decision}");
                break;
        }
    }

    private void Split(SplitPartition split)
    {
        var (index, parent) = Take(split.Partition);
        byte[][] starts = [parent.Start, .. split.Positions.Select(position => position.ToArray())];
        for (var i = 0; i < starts.Length; i++)
        {
            var end = i + 1 < starts.Length ? starts[i + 1] : parent.End;
            _partitions.Insert(index + i, parent with { Start = starts[i], End = end, Epoch = parent.Epoch.Next, ChangedAt = Now });
        }

        foreach (var start in starts.Skip(1)) Note(start, isRemoved: false);
        MostParts = Math.Max(MostParts, starts.Length);
        Splits++;
    }

    private void Move(MovePartition move)
    {
        var (index, partition) = Take(move.Partition);
        var name = Convert.ToHexString(partition.Start);
        var drains = Databases.Single(database => database.Name == partition.Database).IsDraining;
        if (!drains && _movedAt.TryGetValue(name, out var at) && Now - at < _options.MoveCooldown) Flaps.Add($"{Now} {name} moved at {at} already");
        _movedAt[name] = Now;
        Moves.Add(Now);
        var copying = TimeSpan.FromSeconds(5 + move.Partition.Keys!.Value / CopiedKeysPerSecond);
        _partitions.Insert(index, partition with { MovingTo = move.Database, MoveEndsAt = Now + copying });
    }

    private void Merge(MergePartitions merge)
    {
        var (_, right) = Take(merge.Right);
        var (index, left) = Take(merge.Left);
        Assert.Equal(left.Database, right.Database);
        Assert.Equal(left.End, right.Start);
        _partitions.Insert(index, left with { End = right.End, Epoch = (left.Epoch > right.Epoch ? left.Epoch : right.Epoch).Next, ChangedAt = Now });
        Note(right.Start, isRemoved: true);
        Merges++;
    }

    private (int Index, SimulatedPartition Partition) Take(PartitionLoad load)
    {
        var index = IndexOf(load.Start.Span);
        var partition = _partitions[index];
        Assert.Equal(load.Epoch, partition.Epoch);
        Assert.Null(partition.MovingTo);
        _partitions.RemoveAt(index);
        return (index, partition);
    }

    private void Note(byte[] boundary, bool isRemoved)
    {
        var name = Convert.ToHexString(boundary);
        if (_boundaries.TryGetValue(name, out var last) && Now - last.At < _options.BoundaryCooldown)
            Flaps.Add($"{Now} boundary {name} {(isRemoved ? "removed" : "made")}, the opposite at {last.At}");
        _boundaries[name] = (Now, isRemoved);
    }
}
