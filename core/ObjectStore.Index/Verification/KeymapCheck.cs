using System.Buffers.Binary;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Verification;

/// <summary>Compares the keymap with itself and with the partitions of the databases.</summary>
internal sealed class KeymapCheck(IndexDatabases databases, VerifyOptions options, TimeProvider time)
{
    /// <summary>Rows of several databases are not one snapshot: splits and moves can look wrong for a moment.</summary>
    private const int LooksMax = 3;

    /// <summary>Tells what is wrong and stays so, and gives the entries that can be read.</summary>
    public async ValueTask<IReadOnlyList<KeymapEntry>> RunAsync(IIndexVerifyObserver observer, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            var entries = await ReadEntriesAsync(cancellationToken);
            var findings = new List<IndexFinding>();
            CheckCoverage(entries, findings);
            await CheckPartitionsAsync(entries, findings, cancellationToken);
            if (findings.Count > 0 && look < LooksMax)
            {
                await Task.Delay(options.RecheckDelay, time, cancellationToken);
                continue;
            }

            foreach (var finding in findings) await observer.FoundAsync(finding, cancellationToken);
            return entries;
        }
    }

    private async ValueTask<IReadOnlyList<KeymapEntry>> ReadEntriesAsync(CancellationToken cancellationToken)
    {
        var entries = new List<KeymapEntry>();
        foreach (var row in await KeymapRows.ReadAllAsync(databases.Catalog.Store, RowFamily.Keymap, cancellationToken))
        {
            if (KeymapCodec.TryDecode(row, out var entry)) entries.Add(entry);
        }

        return entries;
    }

    private void CheckCoverage(IReadOnlyList<KeymapEntry> entries, List<IndexFinding> findings)
    {
        ReadOnlyMemory<byte> covered = default;
        var isFirst = true;
        foreach (var entry in entries)
        {
            var isBehindTheEnd = !isFirst && covered.IsEmpty;
            var order = isBehindTheEnd ? -1 : entry.Start.Span.SequenceCompareTo(covered.Span);
            if (order > 0) Add(FindingKind.KeymapGap, covered, "No entry covers what lies before this one's start.");
            if (order < 0) Add(FindingKind.KeymapOverlap, entry.Start, "The entry begins before the one before it ends.");
            covered = entry.End;
            isFirst = false;
        }

        if (isFirst || !covered.IsEmpty) Add(FindingKind.KeymapGap, covered, "No entry covers the end of all.");

        void Add(FindingKind kind, ReadOnlyMemory<byte> bound, string detail) => findings.Add(At(kind, databases.Catalog.Name, bound, detail));
    }

    private async ValueTask CheckPartitionsAsync(IReadOnlyList<KeymapEntry> entries, List<IndexFinding> findings, CancellationToken cancellationToken)
    {
        foreach (var database in databases.All)
        {
            var partitions = (await Ownership.ReadAsync(database.Store, cancellationToken)).Partitions;
            CheckOverlaps(database.Name, partitions, entries, findings);
            foreach (var entry in entries.Where(entry => entry.Database == database.Name))
            {
                if (!ServedRange.IsServed(entry, partitions)) findings.Add(At(FindingKind.UnservedRange, database.Name, entry.Start, "The database has no serving partition for the whole entry."));
            }
        }

        foreach (var entry in entries.Where(entry => !databases.Contains(entry.Database)))
            findings.Add(At(FindingKind.UnservedRange, entry.Database, entry.Start, "The settings do not declare the database."));
    }

    private static void CheckOverlaps(string database, IReadOnlyList<PartitionRecord> partitions, IReadOnlyList<KeymapEntry> entries, List<IndexFinding> findings)
    {
        for (var i = 0; i < partitions.Count; i++)
        {
            var partition = partitions[i];
            if (i > 0 && (partitions[i - 1].End.IsEmpty || partitions[i - 1].End.Span.SequenceCompareTo(partition.Start.Span) > 0))
                findings.Add(At(FindingKind.OverlappingPartitions, database, partition.Start, "The partition begins before the one before it ends."));
            var isServing = partition.State is PartitionState.Serving or PartitionState.Copying;
            if (isServing && entries.LastOrDefault(entry => entry.Start.Span.SequenceCompareTo(partition.Start.Span) <= 0) is { } entry && entry.Database != database)
                findings.Add(At(FindingKind.OverlappingPartitions, database, partition.Start, $"The partition serves here, and the keymap says {entry.Database}."));
        }
    }

    private static IndexFinding At(FindingKind kind, string database, ReadOnlyMemory<byte> bound, string detail) => bound.Length < Position.BucketBytes
        ? new IndexFinding(kind, database, detail)
        : new IndexFinding(kind, database, detail, new BucketId(BinaryPrimitives.ReadUInt64BigEndian(bound.Span)), bound[Position.BucketBytes..]);
}
