using System.Buffers.Binary;
using ObjectStore.Core.Checksums;

namespace ObjectStore.S3.Checksums;

/// <summary>The checksum of a multipart object from those of its parts, without reading the bytes again.</summary>
/// <remarks>Source: S3 user guide, "Checking object integrity": full object and composite checksum types.</remarks>
public static class ChecksumCombiner
{
    /// <summary>The checksum over the raw checksums of the parts, in order. Shown with <c>-N</c> behind it: see <see cref="FormatComposite"/>.</summary>
    /// <exception cref="ArgumentException">The parts are none, or not all of <paramref name="algorithm"/>.</exception>
    public static ChecksumValue Composite(ChecksumAlgorithm algorithm, IReadOnlyList<PartChecksum> parts)
    {
        RequireParts(algorithm, parts);
        using var hasher = new ChecksumHasher(algorithm);
        for (var index = 0; index < parts.Count; index++) hasher.Append(parts[index].Value.Bytes.Span);
        return hasher.GetValue();
    }

    /// <summary>The CRC of the parts' bytes one after the other.</summary>
    /// <exception cref="ArgumentException">The parts are none, not all of <paramref name="algorithm"/>, or it is not a CRC.</exception>
    public static ChecksumValue FullObject(ChecksumAlgorithm algorithm, IReadOnlyList<PartChecksum> parts)
    {
        if (!ChecksumAlgorithms.CanBeFullObject(algorithm)) throw new ArgumentException("Only CRCs can be combined.", nameof(algorithm));
        RequireParts(algorithm, parts);
        var combined = CrcOf(parts[0].Value);
        for (var index = 1; index < parts.Count; index++)
            combined = Combine(algorithm, combined, CrcOf(parts[index].Value), parts[index].LengthBytes);
        Span<byte> bytes = stackalloc byte[ChecksumAlgorithms.SizeOf(algorithm)];
        if (bytes.Length == 4) BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)combined);
        else BinaryPrimitives.WriteUInt64BigEndian(bytes, combined);
        return new ChecksumValue(algorithm, bytes);
    }

    /// <summary>A composite checksum as S3 shows it: base64, a dash and the number of parts.</summary>
    public static string FormatComposite(ChecksumValue value, int partCount) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}-{partCount}");

    private static ulong Combine(ChecksumAlgorithm algorithm, ulong first, ulong second, long secondBytes) => algorithm switch
    {
        ChecksumAlgorithm.Crc32 => Crc32.Combine((uint)first, (uint)second, secondBytes),
        ChecksumAlgorithm.Crc32C => Crc32C.Combine((uint)first, (uint)second, secondBytes),
        _ => Crc64Nvme.Combine(first, second, secondBytes),
    };

    private static ulong CrcOf(ChecksumValue value) => value.Bytes.Length == 4
        ? BinaryPrimitives.ReadUInt32BigEndian(value.Bytes.Span)
        : BinaryPrimitives.ReadUInt64BigEndian(value.Bytes.Span);

    private static void RequireParts(ChecksumAlgorithm algorithm, IReadOnlyList<PartChecksum> parts)
    {
        if (parts.Count == 0) throw new ArgumentException("There is nothing to combine.", nameof(parts));
        for (var index = 0; index < parts.Count; index++)
        {
            if (parts[index].Value.Algorithm != algorithm) throw new ArgumentException("Checksums of several kinds.", nameof(parts));
        }
    }
}
