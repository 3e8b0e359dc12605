using System.Buffers;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Reading;

/// <summary>Reads and verifies one record or a range of its payload.</summary>
/// <remarks>Stateless and thread-safe. I/O errors come as <see cref="DeviceIoException"/>, a closed file as <see cref="ObjectDisposedException"/>.</remarks>
internal static class FragmentReader
{
    /// <summary>
    /// Reads payload bytes [offset, offset + destination.Length), which lie inside the payload; full blocks go straight into <paramref name="destination"/>.
    /// </summary>
    public static ReadOutcome Read(Extent extent, FragmentLocation location, FragmentId id, int offset, Span<byte> destination, ReadMode mode)
    {
        var plan = new RangePlan(location, offset, destination.Length);
        var scratch = ArrayPool<byte>.Shared.Rent(plan.ScratchBytes);
        try
        {
            return Read(extent, location, id, plan, scratch, destination, mode);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>Reads everything before the payload into <paramref name="meta"/>, as long as that, and verifies it.</summary>
    public static ReadOutcome ReadMeta(Extent extent, FragmentLocation location, FragmentId id, Span<byte> meta, ReadMode mode, out RecordHeader header)
    {
        header = default;
        var read = extent.File.Read(location.Offset, meta, default, default, mode);
        if (read < meta.Length) return Missing(mode);
        return IsHeaderOf(meta, extent, location, id, out header) ? ReadOutcome.Done : ReadOutcome.Corrupt;
    }

    /// <summary>Whether <paramref name="meta"/> is the beginning of exactly that record.</summary>
    public static bool IsHeaderOf(ReadOnlySpan<byte> meta, Extent extent, FragmentLocation location, FragmentId id, out RecordHeader header) =>
        RecordHeader.TryParse(meta, out header, out _)
        && header.Kind == RecordKind.Put
        && header.Id == id
        && header.Nonce == extent.Nonce
        && header.Extent == location.Extent
        && header.Offset == location.Offset
        && header.PayloadOffset == location.PayloadOffset
        && header.RecordLength == location.RecordLength;

    /// <summary>Whether <paramref name="record"/> is exactly that record, every block of its payload included.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> record, Extent extent, FragmentLocation location, FragmentId id) =>
        IsHeaderOf(record, extent, location, id, out var header)
        && PayloadChecksums.Verify(record[RecordLayout.TableOffset(header.OwnerLength)..], id, 0, record[(int)location.PayloadOffset..(int)location.RecordLength]);

    private static ReadOutcome Read(
        Extent extent, FragmentLocation location, FragmentId id, in RangePlan plan, byte[] scratch, Span<byte> destination, ReadMode mode)
    {
        var meta = scratch.AsSpan(0, plan.MetaBytes);
        var head = scratch.AsSpan(plan.MetaBytes, plan.HeadBytes);
        var tail = scratch.AsSpan(plan.MetaBytes + plan.HeadBytes, plan.TailBytes);
        var wanted = plan.HeadBytes + destination.Length + plan.TailBytes;
        if (plan.IsContiguous)
        {
            var read = extent.File.Read(location.Offset, scratch.AsSpan(0, plan.MetaBytes + plan.HeadBytes), destination, tail, mode);
            if (read < plan.MetaBytes + wanted) return Missing(mode);
        }
        else
        {
            var blocksAt = location.Offset + (long)plan.MetaBytes + ((long)plan.FirstBlock * RecordLayout.BlockBytes);
            if (extent.File.Read(location.Offset, meta, default, default, mode) < meta.Length) return Missing(mode);
            if (extent.File.Read(blocksAt, head, destination, tail, mode) < wanted) return Missing(mode);
        }

        if (!IsHeaderOf(meta, extent, location, id, out var header)) return ReadOutcome.Corrupt;
        var table = meta[RecordLayout.TableOffset(header.OwnerLength)..];
        return VerifyBlocks(table, id, plan, head, destination, tail) ? ReadOutcome.Done : ReadOutcome.Corrupt;
    }

    private static bool VerifyBlocks(
        ReadOnlySpan<byte> table, FragmentId id, in RangePlan plan, ReadOnlySpan<byte> head, ReadOnlySpan<byte> range, ReadOnlySpan<byte> tail)
    {
        var block = plan.FirstBlock;
        if (head.Length > 0)
        {
            var first = range[..Math.Min(range.Length, RecordLayout.BlockBytes - head.Length)];
            range = range[first.Length..];
            if (!PayloadChecksums.VerifyBlock(table, id, block++, head, first, range.Length == 0 ? tail : default)) return false;
            if (range.Length == 0) return true;
        }

        var whole = tail.Length == 0 ? range.Length : range.Length - (range.Length % RecordLayout.BlockBytes);
        if (!PayloadChecksums.Verify(table, id, block, range[..whole])) return false;
        return tail.Length == 0
            || PayloadChecksums.VerifyBlock(table, id, block + (whole / RecordLayout.BlockBytes), range[whole..], tail, default);
    }

    /// <summary>A short read is for want of memory when only memory was asked; otherwise the file is shorter than its record.</summary>
    private static ReadOutcome Missing(ReadMode mode) => mode == ReadMode.CachedOnly ? ReadOutcome.NotCached : ReadOutcome.Corrupt;
}
