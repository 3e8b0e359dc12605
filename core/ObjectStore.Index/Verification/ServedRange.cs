using ObjectStore.Index.Keymap;

namespace ObjectStore.Index.Verification;

/// <summary>Compares an entry of the keymap with the partitions of its database. Pure.</summary>
internal static class ServedRange
{
    /// <summary>Whether partitions that own their range cover the entry without a gap; they may be split finer than it shows.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="partitions">Partitions of its database, ascending.</param>
    public static bool IsServed(KeymapEntry entry, IReadOnlyList<PartitionRecord> partitions)
    {
        var reached = entry.Start;
        foreach (var partition in partitions)
        {
            if (partition.State == PartitionState.Incoming && partition.Epoch != entry.Epoch) continue;
            if (!partition.End.IsEmpty && partition.End.Span.SequenceCompareTo(reached.Span) <= 0) continue;
            if (partition.Start.Span.SequenceCompareTo(reached.Span) > 0) return false;
            if (partition.End.IsEmpty) return true;
            reached = partition.End;
            if (!entry.End.IsEmpty && reached.Span.SequenceCompareTo(entry.End.Span) >= 0) return true;
        }

        return false;
    }
}
