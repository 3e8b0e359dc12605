using System.Buffers;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;
using ObjectStore.Extents.Scheduling;

namespace ObjectStore.Extents.Appending;

/// <summary>One append.</summary>
internal sealed class AppendRequest(AppendRequestPool pool) : PooledRequest
{
    public AppendKind Kind { get; private set; }

    /// <summary>Put and Move: what to write.</summary>
    public FragmentWrite Fragment { get; private set; }

    /// <summary>Put and Move: the checksum table of the payload. Rented; <see cref="TableLength"/> bytes count.</summary>
    public byte[] Table { get; private set; } = [];

    public int TableLength { get; private set; }

    /// <summary>Move: where the record has to be live still.</summary>
    public FragmentLocation Expected { get; private set; }

    /// <summary>Delete: the fragments, from <see cref="First"/> on <see cref="Count"/> of them.</summary>
    public IReadOnlyList<FragmentId> Ids { get; private set; } = [];

    /// <summary>KeepDeletes: the entries.</summary>
    public IReadOnlyList<DeleteEntry> Entries { get; private set; } = [];

    /// <summary>Seal: the extent.</summary>
    public uint Extent { get; private set; }

    public int First { get; private set; }

    public int Count { get; private set; }

    /// <summary>Bytes that the request takes in the queue and, at most, in a batch.</summary>
    public int Weight { get; private set; }

    /// <summary>When it entered the queue.</summary>
    public long EnqueuedAt { get; set; }

    /// <summary>How much of the reserve it may take.</summary>
    public SpaceClaim Claim => Kind switch
    {
        AppendKind.Put => SpaceClaim.Fragments,
        AppendKind.Delete => SpaceClaim.Deletes,
        _ => SpaceClaim.Compaction,
    };

    public void BeginPut(in FragmentWrite fragment)
    {
        Begin(AppendKind.Put);
        Fragment = fragment;
        TableLength = RecordLayout.BlockCount(fragment.Payload.Length) * RecordLayout.ChecksumBytes;
        Table = ArrayPool<byte>.Shared.Rent(TableLength);
        PayloadChecksums.Format(Table, fragment.Id, fragment.Payload.Span);
        Weight = RecordLayout.MetaBytes(fragment.Owner.Length, fragment.Payload.Length) + fragment.Payload.Length;
    }

    /// <summary>The table is copied; owner and payload are borrowed like a put's.</summary>
    public void BeginMove(in FragmentWrite fragment, ReadOnlySpan<byte> table, FragmentLocation expected)
    {
        Begin(AppendKind.Move);
        Fragment = fragment;
        Expected = expected;
        TableLength = table.Length;
        Table = ArrayPool<byte>.Shared.Rent(TableLength);
        table.CopyTo(Table);
        Weight = RecordLayout.MetaBytes(fragment.Owner.Length, fragment.Payload.Length) + fragment.Payload.Length;
    }

    public void BeginDelete(IReadOnlyList<FragmentId> ids, int first, int count)
    {
        Begin(AppendKind.Delete);
        (Ids, First, Count) = (ids, first, count);
        Weight = RecordHeader.Size + (count * DeleteEntry.Size);
    }

    public void BeginKeepDeletes(IReadOnlyList<DeleteEntry> entries)
    {
        Begin(AppendKind.KeepDeletes);
        (Entries, First, Count) = (entries, 0, entries.Count);
        Weight = RecordHeader.Size + (entries.Count * DeleteEntry.Size);
    }

    public void BeginSeal(uint extent)
    {
        Begin(AppendKind.Seal);
        (Extent, Weight) = (extent, 0);
    }

    protected override void Recycle()
    {
        if (Table.Length > 0) ArrayPool<byte>.Shared.Return(Table);
        (Table, Fragment, Ids, Entries) = ([], default, [], []);
        pool.Return(this);
    }

    private void Begin(AppendKind kind)
    {
        Begin();
        Kind = kind;
    }
}
