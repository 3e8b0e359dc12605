using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>How an object, upload or part is compressed, inside its row; docs/format/index.md §4.</summary>
internal static class CompressionCodec
{
    /// <summary>Zstandard in frames of 64 KiB.</summary>
    private const byte Zstandard = 1;

    public static void Write(ref RowWriter writer, StoredCompression compression)
    {
        writer.Byte(Zstandard);
        writer.Number(compression.StoredBytes);
        writer.Bytes(compression.FrameLengths.Span);
    }

    public static StoredCompression Read(ref RowReader reader)
    {
        reader.Require(reader.Byte() == Zstandard);
        return new StoredCompression { StoredBytes = reader.Number(long.MaxValue), FrameLengths = reader.Bytes().ToArray() };
    }
}
