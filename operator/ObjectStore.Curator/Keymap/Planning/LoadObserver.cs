namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Brings what is remembered of each partition up to date with its load.</summary>
internal static class LoadObserver
{
    /// <summary>Part of what its parent now has that a part of a split must keep for the split to have been fruitless.</summary>
    private const double FruitlessShareMin = 0.75;

    /// <param name="draft">The plan that begins.</param>
    /// <param name="lastAt">When the last round was.</param>
    public static void Observe(PlanDraft draft, DateTimeOffset lastAt)
    {
        // What lasted is known only as long as somebody looked; a clock that was set back counts as nobody looking.
        var hasLooked = draft.At >= lastAt && draft.At - lastAt <= draft.Options.SustainedFor;
        if (!hasLooked) draft.ImbalancedSince = null;
        var sinceLast = hasLooked ? draft.At - lastAt : draft.Options.SustainedFor;
        foreach (var partition in draft.Load.Partitions)
        {
            var track = draft.Track(partition);
            var isSettled = partition.ChangedAt is not { } changedAt || draft.At - changedAt >= draft.Options.SettleFor;
            var isHot = partition.RequestsPerSecond > draft.Options.SplitAboveRequestsPerSecond;
            draft.Remember(Judge(draft, partition, isSettled, track) with
            {
                SeenAt = draft.At,
                RequestsPerSecond = isSettled ? Smooth(track.RequestsPerSecond, partition.RequestsPerSecond, sinceLast / draft.Options.SustainedFor) : track.RequestsPerSecond,
                HotSince = isHot && isSettled ? (hasLooked ? track.HotSince : null) ?? draft.At : null,
                ColdSince = IsCold(partition, draft.Options) ? (hasLooked ? track.ColdSince : null) ?? draft.At : null,
                MovedAt = track.MovedAt > draft.At ? draft.At : track.MovedAt,
                Writes = WriteWindow.Update(track.Writes, partition),
            });
        }
    }

    /// <summary>Moves the smoothed value towards the measured one, by two thirds in the time that counts as lasting.</summary>
    private static double Smooth(double? before, double now, double times) => before is { } old ? now + (old - now) * Math.Exp(-times) : now;

    private static bool IsCold(PartitionLoad partition, KeymapOptions options) =>
        partition.RequestsPerSecond <= options.MergeBelowRequestsPerSecond && partition.Keys is { } keys && keys <= options.MergeBelowKeys;

    /// <summary>Decides, once a split has settled, whether it relieved this part.</summary>
    private static PartitionTrack Judge(PlanDraft draft, PartitionLoad partition, bool isSettled, PartitionTrack track)
    {
        if (track.Origin is not { } origin) return track;
        var age = draft.At - origin.At;
        if (age < TimeSpan.Zero || age > draft.Options.BoundaryCooldown) return track with { Origin = null };
        var isStillWhole = Positions.Order.Equals(partition.Start, origin.Start) && Positions.Order.Equals(partition.End, origin.End);
        if (isStillWhole || !isSettled || age < draft.Options.SettleFor) return track;
        var ofParent = SumWithin(draft.Load.Partitions, origin);
        var isFruitless = ofParent > 0 && partition.RequestsPerSecond > FruitlessShareMin * ofParent;
        return track with { Origin = null, FruitlessSplits = isFruitless ? track.FruitlessSplits + 1 : 0 };
    }

    private static double SumWithin(IReadOnlyList<PartitionLoad> partitions, SplitOrigin origin)
    {
        var sum = 0.0;
        for (var i = Math.Max(0, Positions.IndexOfHolder(partitions, origin.Start)); i < partitions.Count; i++)
        {
            if (!origin.End.IsEmpty && Positions.Order.Compare(partitions[i].Start, origin.End) >= 0) break;
            sum += partitions[i].RequestsPerSecond;
        }

        return sum;
    }
}
