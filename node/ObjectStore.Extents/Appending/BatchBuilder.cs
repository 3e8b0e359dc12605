using System.Buffers;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Appending;

/// <summary>Lays out records one after the other as one write: small ones gathered into one buffer, large aligned payloads taken as they are.</summary>
/// <remarks>
/// Used by the appender's thread only. Invariants: a run of the gather buffer begins at a multiple of 4096 in memory and in the file, and all but the
/// last end at one, so that the batch can be written around the page cache; no id occurs twice.
/// </remarks>
internal sealed class BatchBuilder(FragmentIndex index, int bytesMax) : IDisposable
{
    /// <summary>Bound of a batch, and so of what recovery has to verify at the end of the log. 8 MiB hold the latency of a batch to some milliseconds.</summary>
    public const int BytesMax = 8 << 20;

    /// <summary>Holds the largest record twice.</summary>
    private const int GatherBytes = 4 << 20;

    /// <summary>Below this, a copy is cheaper than the padding to a page and a vector of its own. A guess.</summary>
    private const int ZeroCopyBytesMin = 64 << 10;

    private const int RecordsMax = 4096;

    private readonly AlignedBuffer _gather = new(GatherBytes);
    private readonly ReadOnlyMemory<byte>[] _buffers = new ReadOnlyMemory<byte>[IDeviceFile.BuffersMax];
    private readonly List<MemoryHandle> _pins = [];
    private readonly List<(RecordHeader Header, int GatherOffset)> _records = [];
    private readonly List<IndexChange> _changes = [];
    private readonly HashSet<FragmentId> _ids = [];
    private Extent? _extent;
    private long _start;
    private ulong _sequence;
    private int _length;
    private int _gathered;
    private int _runStart;
    private int _bufferCount;

    /// <summary>Bytes of the batch; a multiple of 4096 after <see cref="Finish"/>.</summary>
    public int Length => _length;

    public int RecordCount => _records.Count;

    /// <summary>What to tell the index once the batch is on stable storage, in order.</summary>
    public IReadOnlyList<IndexChange> Changes => _changes;

    /// <summary>The write, after <see cref="Finish"/>.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Buffers => _buffers.AsSpan(0, _bufferCount);

    /// <summary>Begins an empty batch at the stored end of <paramref name="extent"/>, whose records are numbered from <paramref name="sequence"/> on.</summary>
    public void Begin(Extent extent, ulong sequence)
    {
        Clear();
        (_extent, _start, _sequence) = (extent, extent.StoredBytes, sequence);
    }

    /// <summary>Adds a request's record. A request that turns out to need none is added all the same.</summary>
    public AddResult TryAdd(AppendRequest request) => request.Kind switch
    {
        AppendKind.Put => TryAddPut(request, index.TryGet(request.Fragment.Id, out var current) ? current.Extent : 0),
        AppendKind.Move => TryAddMove(request),
        AppendKind.Seal => request.Extent == _extent!.Number ? AddResult.ExtentFull : AddResult.Added,
        _ => TryAddDeletes(request),
    };

    /// <summary>Pads the batch and writes all headers.</summary>
    public void Finish()
    {
        var padded = RecordLayout.Align(_length, RecordHeader.BatchAlignment);
        _gather.GetSpan().Slice(_gathered, padded - _length).Clear();
        _gathered += padded - _length;
        _length = padded;
        foreach (var (header, gatherOffset) in _records)
            (header with { BatchLength = (uint)_length }).Format(_gather.GetSpan()[gatherOffset..]);
        CloseRun();
    }

    /// <summary>Forgets the batch and unpins its payloads.</summary>
    public void Clear()
    {
        foreach (var pin in _pins) pin.Dispose();
        _pins.Clear();
        _records.Clear();
        _changes.Clear();
        _ids.Clear();
        _buffers.AsSpan(0, _bufferCount).Clear();
        (_length, _gathered, _runStart, _bufferCount) = (0, 0, 0, 0);
    }

    public void Dispose()
    {
        Clear();
        ((IDisposable)_gather).Dispose();
    }

    private AddResult TryAddMove(AppendRequest request)
    {
        if (_ids.Contains(request.Fragment.Id)) return AddResult.BatchFull;
        if (!index.TryGet(request.Fragment.Id, out var current) || current != request.Expected) return AddResult.Added;
        return TryAddPut(request, current.Extent);
    }

    private AddResult TryAddPut(AppendRequest request, uint priorExtent)
    {
        var fragment = request.Fragment;
        if (_ids.Contains(fragment.Id)) return AddResult.BatchFull;
        var metaBytes = RecordLayout.MetaBytes(fragment.Owner.Length, fragment.Payload.Length);
        var pin = default(MemoryHandle);
        var isZeroCopy = fragment.Payload.Length >= ZeroCopyBytesMin && AlignedBuffer.TryPin(fragment.Payload, out pin);
        var payloadOffset = isZeroCopy
            ? RecordLayout.Align(_length + metaBytes, RecordHeader.BatchAlignment) - _length
            : RecordLayout.Align(metaBytes, RecordHeader.Alignment);
        var room = Room(payloadOffset + fragment.Payload.Length, isZeroCopy ? payloadOffset : payloadOffset + fragment.Payload.Length);
        if (room != AddResult.Added)
        {
            pin.Dispose();
            return room;
        }

        if (isZeroCopy) _pins.Add(pin);
        var header = HeaderOf(fragment) with
        {
            RecordLength = (uint)(payloadOffset + fragment.Payload.Length),
            PayloadOffset = (uint)payloadOffset,
            PriorExtent = priorExtent,
        };
        AddRecord(ref header, payloadOffset, out var meta);
        fragment.Owner.Span.CopyTo(meta[RecordHeader.Size..]);
        request.Table.AsSpan(0, request.TableLength).CopyTo(meta[RecordLayout.TableOffset(fragment.Owner.Length)..]);
        AddPayload(fragment.Payload, isZeroCopy);
        _ = _ids.Add(fragment.Id);
        _changes.Add(new IndexChange(fragment.Id, new FragmentLocation(header.Extent, header.Offset, header.PayloadOffset, (uint)header.PayloadLength)));
        return AddResult.Added;
    }

    private AddResult TryAddDeletes(AppendRequest request)
    {
        if (request.Kind == AppendKind.Delete)
        {
            for (var i = request.First; i < request.First + request.Count; i++)
            {
                if (_ids.Contains(request.Ids[i])) return AddResult.BatchFull;
            }
        }

        var entriesBytesMax = request.Count * DeleteEntry.Size;
        var room = Room(RecordHeader.Size + entriesBytesMax, RecordHeader.Size + entriesBytesMax);
        if (room != AddResult.Added) return room;
        var entries = request.Kind == AppendKind.Delete ? FindLive(request) : request.Entries;
        if (entries.Count == 0) return AddResult.Added;
        var length = RecordHeader.Size + (entries.Count * DeleteEntry.Size);
        var header = new RecordHeader { Kind = RecordKind.Delete, RecordLength = (uint)length, PayloadOffset = (uint)length };
        AddRecord(ref header, length, out var meta);
        for (var i = 0; i < entries.Count; i++) entries[i].Format(meta[(RecordHeader.Size + (i * DeleteEntry.Size))..]);
        PadRecord();
        return AddResult.Added;
    }

    private List<DeleteEntry> FindLive(AppendRequest request)
    {
        var entries = new List<DeleteEntry>(request.Count);
        for (var i = request.First; i < request.First + request.Count; i++)
        {
            var id = request.Ids[i];
            if (!index.TryGet(id, out var location) || !_ids.Add(id)) continue;
            entries.Add(new DeleteEntry(id, location.Extent));
            _changes.Add(new IndexChange(id, null));
        }

        return entries;
    }

    /// <summary>Whether a record of that length, of which that much goes through the gather buffer, still fits.</summary>
    private AddResult Room(int recordBytes, int gatherBytes)
    {
        var end = RecordLayout.Align(_length + recordBytes, RecordHeader.BatchAlignment);
        if (_start + end > _extent!.AllocatedBytes) return AddResult.ExtentFull;
        var isBatchFull = end > bytesMax
            || _gathered + gatherBytes + RecordHeader.BatchAlignment > GatherBytes
            || _bufferCount + 3 > IDeviceFile.BuffersMax
            || _records.Count >= RecordsMax;
        return isBatchFull ? AddResult.BatchFull : AddResult.Added;
    }

    private void AddRecord(ref RecordHeader header, int metaBytes, out Span<byte> meta)
    {
        header = header with
        {
            Nonce = _extent!.Nonce,
            Sequence = _sequence++,
            Extent = _extent.Number,
            Offset = (uint)(_start + _length),
            BatchOffset = (uint)_start,
        };
        _records.Add((header, _gathered));
        meta = _gather.GetSpan().Slice(_gathered, metaBytes);
        meta.Clear();
        _gathered += metaBytes;
        _length += metaBytes;
    }

    private void AddPayload(ReadOnlyMemory<byte> payload, bool isZeroCopy)
    {
        if (isZeroCopy)
        {
            CloseRun();
            _buffers[_bufferCount++] = payload;
        }
        else
        {
            payload.Span.CopyTo(_gather.GetSpan()[_gathered..]);
            _gathered += payload.Length;
        }

        _length += payload.Length;
        PadRecord();
    }

    private void PadRecord()
    {
        var padding = RecordLayout.Align(_length, RecordHeader.Alignment) - _length;
        _gather.GetSpan().Slice(_gathered, padding).Clear();
        _gathered += padding;
        _length += padding;
    }

    private void CloseRun()
    {
        if (_gathered > _runStart) _buffers[_bufferCount++] = _gather.Memory[_runStart.._gathered];
        _runStart = _gathered;
    }

    private static RecordHeader HeaderOf(in Core.Fragments.FragmentWrite fragment) => new()
    {
        Kind = RecordKind.Put,
        RecordLength = 0,
        PayloadOffset = 0,
        Id = fragment.Id,
        GroupEpoch = fragment.GroupEpoch,
        Group = fragment.Group,
        StripeDataBytes = (uint)fragment.StripeDataBytes,
        OwnerLength = (ushort)fragment.Owner.Length,
        Profile = fragment.Profile,
    };
}
