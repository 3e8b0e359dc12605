using ObjectStore.Index.Heat;

namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Where the writes to a partition lay of late, and whether that place advances through the key space.</summary>
/// <param name="Low">Position that a tenth of the writes lay before.</param>
/// <param name="High">Position that a tenth of the writes lay after.</param>
/// <param name="Advances">
/// How often in a row the writes went on to a place wholly after the one before; negative when wholly before. Keys that are spread, and keys that are written
/// again, never do.
/// </param>
/// <param name="Overlaps">Rounds since they last went on. Gateways report at different times, so that a few are natural.</param>
public sealed record WriteWindow(ReadOnlyMemory<byte> Low, ReadOnlyMemory<byte> High, int Advances, int Overlaps)
{
    /// <summary>Fewer samples than this say nothing.</summary>
    private const int SamplesMin = 8;

    /// <summary>Steps in a row that make a habit: one may be chance when a job goes from one prefix to the next.</summary>
    private const int AdvancesMin = 2;

    /// <summary>Rounds in the same place after which the writes count as staying there.</summary>
    private const int OverlapsMax = 6;

    /// <summary>Whether writes go through the keys in order, upwards or downwards.</summary>
    public bool IsAdvancing => Math.Abs(Advances) >= AdvancesMin;

    /// <summary>Whether a request is where the writes are, or where they are heading.</summary>
    public bool IsAhead(ReadOnlyMemory<byte> position) =>
        Advances > 0 ? Positions.Order.Compare(position, Low) >= 0 : Positions.Order.Compare(position, High) <= 0;

    /// <summary>The window after another round; the same when there are too few samples of writes.</summary>
    public static WriteWindow? Update(WriteWindow? before, PartitionLoad partition)
    {
        HeatSample[] writes = [.. partition.SamplesInside.Where(static sample => sample.Kind == HeatKind.Write).OrderBy(static sample => sample.Position, Positions.Order)];
        if (writes.Length < SamplesMin) return before;
        var now = new WriteWindow(AtShare(writes, 0.1), AtShare(writes, 0.9), 0, 0);
        if (before is null) return now;
        if (Positions.Order.Compare(now.Low, before.High) > 0) return now with { Advances = Math.Max(0, before.Advances) + 1 };
        if (Positions.Order.Compare(now.High, before.Low) < 0) return now with { Advances = Math.Min(0, before.Advances) - 1 };
        return before.Overlaps < OverlapsMax ? before with { Overlaps = before.Overlaps + 1 } : now;
    }

    private static ReadOnlyMemory<byte> AtShare(HeatSample[] ordered, double share)
    {
        var left = share * ordered.Sum(static sample => (double)sample.Weight);
        foreach (var sample in ordered)
        {
            left -= sample.Weight;
            if (left <= 0) return sample.Position;
        }

        return ordered[^1].Position;
    }
}
