namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Where to cut a range so that the parts have equal load. Pure.</summary>
internal static class SplitPoints
{
    /// <summary>Most of the load that a part may keep for a cut to be worth it.</summary>
    public const double PartShareMax = 0.9;

    /// <summary>Samples as distinct positions, ascending; those outside the range are left out.</summary>
    public static WeightedPosition[] Gather(PartitionLoad partition) =>
    [
        .. partition.SamplesInside
            .GroupBy(static sample => sample.Position, Positions.Order)
            .Select(static group => new WeightedPosition(group.Key, group.Sum(static sample => (double)sample.Weight)))
            .OrderBy(static each => each.Position, Positions.Order),
    ];

    /// <summary>
    /// Boundaries that part the weight as evenly as its positions allow, each the shortest that separates its neighbours.
    /// </summary>
    /// <param name="positions">Distinct, ascending, each of at least <see cref="Positions.BucketBytes"/>.</param>
    /// <param name="parts">How many parts are wanted.</param>
    /// <returns>At most <paramref name="parts"/> − 1 boundaries, ascending, each after the first position; none when no cut takes a tenth of the weight away.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Choose(ReadOnlySpan<WeightedPosition> positions, int parts)
    {
        if (positions.Length < 2) return [];
        var total = 0.0;
        foreach (var each in positions) total += each.Weight;

        // A part below a quarter of its due is not worth a boundary of its own.
        var partMin = total / parts / 4;
        var boundaries = new List<ReadOnlyMemory<byte>>();
        var (before, lastCut, largest) = (0.0, 0.0, 0.0);
        for (var i = 1; i < positions.Length && boundaries.Count < parts - 1; i++)
        {
            before += positions[i - 1].Weight;
            var due = lastCut + (total - lastCut) / (parts - boundaries.Count);
            // Cutting here is right when the next place to cut would be farther from what is due.
            if (before + positions[i].Weight - due <= due - before) continue;
            if (before - lastCut < partMin || total - before < partMin) continue;
            boundaries.Add(Positions.Separate(positions[i - 1].Position, positions[i].Position));
            largest = Math.Max(largest, before - lastCut);
            lastCut = before;
        }

        return Math.Max(largest, total - lastCut) <= PartShareMax * total ? boundaries : [];
    }

    /// <summary>Boundaries around one key, without those that are there already.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Isolate(PartitionLoad partition, ReadOnlyMemory<byte> position) =>
        [.. new[] { position, Positions.Next(position) }.Where(each => Positions.IsInside(each, partition.Start, partition.End))];
}
