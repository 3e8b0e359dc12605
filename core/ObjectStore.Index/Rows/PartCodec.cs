using ObjectStore.Core.Errors;
using ObjectStore.Core.Frames;
using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>The value of a part row; docs/format/index.md §5.</summary>
internal static class PartCodec
{
    private const byte Version = 3;
    private const byte VersionOfSealed = 2;
    private const byte VersionOfPlain = 1;
    private const int ETagFormMask = 3;
    private const int HasChecksum = 4;
    private const int IsComposite = 8;
    private const int HasSalt = 16;
    private const int HasCompression = 32;
    private const int FlagsMax = 63;
    private const int FlagsOfSealedMax = 31;
    private const int FlagsOfPlainMax = 15;
    private const int SizeHint = 80;
    private const int PartNumberMax = 10_000;

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, PartRecord part)
    {
        Invariant.That(part.PartNumber is >= 1 and <= PartNumberMax && part.Size >= 0 && IsConsistent(part));
        var version = part.Compression is not null ? Version : part.Salt.IsEmpty ? VersionOfPlain : VersionOfSealed;
        var writer = new RowWriter(RowFamily.Part, version, version, SizeHint);
        var form = ETagCodec.FormOf(part.ETag);
        writer.Byte((byte)(form | (part.Checksum is null ? 0 : HasChecksum) | (part.Checksum is { IsComposite: true } ? IsComposite : 0) | (part.Salt.IsEmpty ? 0 : HasSalt)
            | (part.Compression is null ? 0 : HasCompression)));
        writer.Number(part.PartNumber);
        writer.Number(part.Size);
        writer.Time(part.LastModified);
        ETagCodec.Write(ref writer, part.ETag, form);
        if (part.Checksum is not null) writer.Byte(part.Checksum.Algorithm);
        if (part.Checksum is not null) writer.Bytes(part.Checksum.Value.Span);
        RunCodec.Write(ref writer, part.Runs);
        writer.Raw(part.Salt.Span);
        if (part.Compression is not null) CompressionCodec.Write(ref writer, part.Compression);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the value is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, out PartRecord part)
    {
        part = null!;
        if (!RowReader.TryOpen(RowFamily.Part, Version, rowKey, value, out var reader)) return false;
        var flags = reader.Byte();
        reader.Require(flags <= FlagsMaxOf(reader.FormatVersion) && (flags & ETagFormMask) <= ETagCodec.PackedWithParts && (flags & (IsComposite | HasChecksum)) != IsComposite);
        part = new PartRecord
        {
            PartNumber = reader.Number(PartNumberMax),
            Size = reader.Number(long.MaxValue),
            LastModified = reader.Time(),
            ETag = ETagCodec.Read(ref reader, flags & ETagFormMask),
            Checksum = (flags & HasChecksum) != 0 ? new StoredChecksum(reader.Byte(), (flags & IsComposite) != 0, reader.Bytes().ToArray()) : null,
            Runs = RunCodec.Read(ref reader),
            Salt = (flags & HasSalt) != 0 ? reader.Raw(FrameLayout.SaltBytes).ToArray() : default(ReadOnlyMemory<byte>),
            Compression = (flags & HasCompression) != 0 ? CompressionCodec.Read(ref reader) : null,
        };
        return reader.IsComplete && part.PartNumber > 0 && IsConsistent(part);
    }

    private static int FlagsMaxOf(byte version) => version switch
    {
        VersionOfPlain => FlagsOfPlainMax,
        VersionOfSealed => FlagsOfSealedMax,
        _ => FlagsMax,
    };

    private static bool IsConsistent(PartRecord part) => ObjectCodec.SumOf(part.Runs) == ObjectCodec.StoredBytesOf(part.Size, part.Compression, isEncrypted: !part.Salt.IsEmpty);
}
