using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Recovery;

/// <summary>Applies records to the index batch by batch; the last batch waits for a verdict.</summary>
internal sealed class ReplayVisitor(LiveFragments live) : IRecordVisitor
{
    private readonly List<ReplayRecord> _batch = [];

    /// <summary>Records seen.</summary>
    public long Records { get; private set; }

    /// <summary>One more than the highest sequence seen.</summary>
    public ulong NextSequence { get; private set; }

    /// <summary>The records of the last batch, not yet applied.</summary>
    public IReadOnlyList<ReplayRecord> LastBatch => _batch;

    public void Visit(in RecordHeader header, ReadOnlySpan<byte> meta)
    {
        if (_batch.Count > 0 && _batch[0].Header.BatchOffset != header.BatchOffset) ApplyLastBatch();
        _batch.Add(new ReplayRecord(header, header.Kind == RecordKind.Delete ? ReadEntries(meta) : []));
        Records++;
        NextSequence = Math.Max(NextSequence, header.Sequence + 1);
    }

    /// <summary>The last batch counts.</summary>
    public void ApplyLastBatch()
    {
        foreach (var (header, entries) in _batch)
        {
            if (header.Kind == RecordKind.Put)
                live.Set(header.Id, new FragmentLocation(header.Extent, header.Offset, header.PayloadOffset, (uint)header.PayloadLength));
            foreach (var entry in entries) live.ApplyDelete(entry.Id, entry.Extent);
        }

        _batch.Clear();
    }

    /// <summary>The last batch does not count.</summary>
    public void DropLastBatch() => _batch.Clear();

    private static DeleteEntry[] ReadEntries(ReadOnlySpan<byte> meta)
    {
        var entries = new DeleteEntry[(meta.Length - RecordHeader.Size) / DeleteEntry.Size];
        for (var i = 0; i < entries.Length; i++) entries[i] = DeleteEntry.Read(meta[(RecordHeader.Size + (i * DeleteEntry.Size))..]);
        return entries;
    }
}
