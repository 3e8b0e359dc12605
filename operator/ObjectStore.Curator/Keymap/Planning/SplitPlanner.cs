using System.Globalization;

namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Decides which partitions split, and where.</summary>
internal static class SplitPlanner
{
    /// <summary>Samples below which the shape of a load is not known.</summary>
    private const int SamplesMin = 16;

    /// <summary>Samples that each part of a split should have.</summary>
    private const int SamplesOfPartMin = 4;

    /// <summary>A split that was fruitless is tried again after this many times as long as the one before.</summary>
    private const double BackoffFactor = 4;

    private static readonly TimeSpan BackoffMax = TimeSpan.FromDays(1);

    public static void Plan(PlanDraft draft)
    {
        var byUrgency = draft.Load.Partitions.Where(partition => IsTooHot(partition, draft.Options) || IsTooLarge(partition, draft.Options))
            .OrderByDescending(static partition => partition.RequestsPerSecond).ThenByDescending(static partition => partition.Keys);
        foreach (var partition in byUrgency)
        {
            if (IsTooHot(partition, draft.Options) && !TryPlanHot(draft, partition)) continue;
            if (IsTooLarge(partition, draft.Options)) PlanLarge(draft, partition);
        }
    }

    private static bool IsTooHot(PartitionLoad partition, KeymapOptions options) => partition.RequestsPerSecond > options.SplitAboveRequestsPerSecond;

    private static bool IsTooLarge(PartitionLoad partition, KeymapOptions options) => partition.Keys > options.SplitAboveKeys;

    /// <summary>Splits by rate where that helps.</summary>
    /// <returns>Whether the partition is still free to split by size.</returns>
    private static bool TryPlanHot(PlanDraft draft, PartitionLoad partition)
    {
        var options = draft.Options;
        var track = draft.Track(partition);
        var positions = SplitPoints.Gather(partition);
        var total = positions.Sum(static each => each.Weight);
        if (partition.Samples.Count < SamplesMin || total <= 0) return true;
        if (PlanHotKey(draft, partition, positions, total)) return draft.IsFree(partition);

        var splittable = partition.RequestsPerSecond;
        if (track.Writes is { IsAdvancing: true } writes)
        {
            positions = [.. positions.Where(each => !writes.IsAhead(each.Position))];
            splittable *= positions.Sum(static each => each.Weight) / total;
            NoteAdvancing(draft, partition, writes, partition.RequestsPerSecond - splittable);
            if (splittable <= options.SplitAboveRequestsPerSecond) return true;
        }

        if (!IsSustained(draft, partition, track)) return true;
        if (track.FruitlessSplits > 0) NoteFruitless(draft, partition, track);
        var parts = PartsOf(splittable / options.SplitAboveRequestsPerSecond, options, partition.Samples.Count / SamplesOfPartMin);
        var boundaries = SplitPoints.Choose(positions, parts);
        var reason = string.Create(CultureInfo.InvariantCulture,
            $"{partition.RequestsPerSecond:N0} requests/s, sustained, exceed {options.SplitAboveRequestsPerSecond:N0}; {boundaries.Count + 1} parts of equal sampled load.");
        return !TrySplit(draft, partition, boundaries, reason);
    }

    /// <summary>A key that is too hot alone is cut out once, so that its neighbours can move away from it; more cannot be done.</summary>
    /// <returns>Whether there is such a key.</returns>
    private static bool PlanHotKey(PlanDraft draft, PartitionLoad partition, WeightedPosition[] positions, double total)
    {
        var hottest = positions.MaxBy(static each => each.Weight);
        var rate = partition.RequestsPerSecond * hottest.Weight / total;
        // One sample of many can stand for a burst; half of the load in one key cannot be chance, and less can be parted elsewhere.
        if (rate <= draft.Options.SplitAboveRequestsPerSecond || hottest.Weight < total / 2) return false;
        draft.Note(new PlannerNote(PlannerNoteKind.HotKey, partition.Start, hottest.Position, string.Create(CultureInfo.InvariantCulture,
            $"{Positions.Describe(hottest.Position)} alone takes {rate:N0} requests/s, which no split relieves. Cache it, or spread its readers over copies under several keys.")));
        if (IsSustained(draft, partition, draft.Track(partition)))
        {
            var reason = string.Create(CultureInfo.InvariantCulture, $"One key takes {rate:N0} requests/s; it is cut out so that its neighbours can move away.");
            TrySplit(draft, partition, SplitPoints.Isolate(partition, hottest.Position), reason);
        }

        return true;
    }

    private static void PlanLarge(PlanDraft draft, PartitionLoad partition)
    {
        var options = draft.Options;
        WeightedPosition[] positions =
        [
            .. partition.KeySamples
                .Where(each => each.Length >= Positions.BucketBytes && Positions.IsWithin(each, partition.Start, partition.End))
                .GroupBy(static each => each, Positions.Order)
                .Select(static group => new WeightedPosition(group.Key, group.Count()))
                .OrderBy(static each => each.Position, Positions.Order),
        ];
        var parts = PartsOf((double)partition.Keys!.Value / options.SplitAboveKeys, options, positions.Length);
        var boundaries = SplitPoints.Choose(positions, parts);
        if (boundaries.Count == 0)
        {
            draft.Note(new PlannerNote(PlannerNoteKind.KeySamplesNeeded, partition.Start, default, string.Create(CultureInfo.InvariantCulture,
                $"The partition from {Positions.Describe(partition.Start)} holds {partition.Keys:N0} keys; it splits when samples of its keys are there.")));
            return;
        }

        var reason = string.Create(CultureInfo.InvariantCulture, $"{partition.Keys:N0} keys exceed {options.SplitAboveKeys:N0}; {boundaries.Count + 1} parts of equal size.");
        TrySplit(draft, partition, boundaries, reason);
    }

    /// <summary>Parts that each get about half of the threshold, so that none of them is near it.</summary>
    private static int PartsOf(double timesTheThreshold, KeymapOptions options, int partsMax) =>
        Math.Max(2, (int)Math.Min(Math.Round(2 * timesTheThreshold), Math.Min(options.SplitChildrenMax, partsMax)));

    private static bool IsSustained(PlanDraft draft, PartitionLoad partition, PartitionTrack track)
    {
        if (track.HotSince is not { } hotSince || draft.HasMergedOfLate(partition)) return false;
        var backoff = draft.Options.SustainedFor * Math.Pow(BackoffFactor, Math.Min(track.FruitlessSplits, 10));
        var wait = track.FruitlessSplits == 0 || backoff <= BackoffMax ? backoff : TimeSpan.FromTicks(Math.Max(BackoffMax.Ticks, draft.Options.SustainedFor.Ticks));
        return draft.At - hotSince >= wait;
    }

    private static bool TrySplit(PlanDraft draft, PartitionLoad partition, IReadOnlyList<ReadOnlyMemory<byte>> boundaries, string reason)
    {
        if (boundaries.Count == 0 || draft.ChangesLeft == 0 || !draft.IsFree(partition) || draft.HasMergedOfLate(partition)) return false;
        if (boundaries.Count > draft.PartitionsLeft)
        {
            const string Option = $"{KeymapOptions.SectionName}:{nameof(KeymapOptions.PartitionsMax)}";
            draft.Note(new PlannerNote(PlannerNoteKind.PartitionsMaxReached, default, default, string.Create(CultureInfo.InvariantCulture,
                $"A partition should split, but there are {draft.Load.Partitions.Count:N0} already. Raise {Option}.")));
            return false;
        }

        draft.Split(partition, boundaries, reason);
        return true;
    }

    private static void NoteAdvancing(PlanDraft draft, PartitionLoad partition, WriteWindow writes, double rate)
    {
        var prefix = HotPrefixFinder.CommonPrefix(writes.Low, writes.High);
        var direction = writes.Advances > 0 ? "ascending" : "descending";
        var finding = string.Create(CultureInfo.InvariantCulture,
            $"Writes under {Positions.Describe(prefix)} have {direction} keys: all {rate:N0} requests/s always hit one end of the range, and no split relieves it.");
        const string Advice = "Reverse or hash the part of the key that changes in order, or put it behind a part that varies.";
        draft.Note(new PlannerNote(PlannerNoteKind.AdvancingKeys, partition.Start, prefix, $"{finding} {Advice}"));
    }

    private static void NoteFruitless(PlanDraft draft, PartitionLoad partition, PartitionTrack track) =>
        draft.Note(new PlannerNote(PlannerNoteKind.FruitlessSplits, partition.Start, default, string.Create(CultureInfo.InvariantCulture,
            $"{track.FruitlessSplits} splits in a row left nearly all load in the partition from {Positions.Describe(partition.Start)}; it is split ever more rarely.")));
}
