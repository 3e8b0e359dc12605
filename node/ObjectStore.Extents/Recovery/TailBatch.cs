using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;
using ObjectStore.Extents.Reading;

namespace ObjectStore.Extents.Recovery;

/// <summary>The last batch of the log after a kill: it is whole, or what is whole of it is taken out.</summary>
internal static class TailBatch
{
    /// <summary>Whether the records cover their batch without a gap and all payloads verify. No batch is whole.</summary>
    public static bool IsWhole(Extent extent, IReadOnlyList<ReplayRecord> records)
    {
        if (records.Count == 0) return true;
        var expected = records[0].Header.BatchOffset;
        foreach (var (header, _) in records)
        {
            if (header.Offset != expected || ReadPayload(extent, header) is null) return false;
            expected += header.PaddedLength;
        }

        return records[0].Header.BatchOffset + records[0].Header.BatchLength - expected < RecordHeader.BatchAlignment;
    }

    /// <summary>Copies what is whole.</summary>
    public static void Rescue(Extent extent, IReadOnlyList<ReplayRecord> records, Salvage salvage)
    {
        foreach (var (header, entries) in records)
        {
            salvage.Deletes.AddRange(entries);
            if (header.Kind == RecordKind.Put && ReadPayload(extent, header) is { } record) salvage.Puts.Add(header.FragmentIn(record));
        }
    }

    /// <summary>Whether the payload of a record verifies.</summary>
    public static bool IsPayloadWhole(Extent extent, in RecordHeader header) => ReadPayload(extent, header) is not null;

    /// <summary>The whole record, verified, or null.</summary>
    private static byte[]? ReadPayload(Extent extent, in RecordHeader header)
    {
        var record = new byte[header.RecordLength];
        if (header.Kind != RecordKind.Put) return record;
        try
        {
            if (extent.File.Read(header.Offset, record, default, default, ReadMode.Buffered) < record.Length) return null;
        }
        catch (DeviceIoException)
        {
            return null;
        }

        var location = new FragmentLocation(header.Extent, header.Offset, header.PayloadOffset, (uint)header.PayloadLength);
        return FragmentReader.IsWhole(record, extent, location, header.Id) ? record : null;
    }
}
