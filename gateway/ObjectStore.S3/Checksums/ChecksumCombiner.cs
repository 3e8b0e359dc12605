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
        var combine = ChecksumAlgorithms.Of(algorithm).Combine ?? throw new ArgumentException("Only CRCs can be combined.", nameof(algorithm));
        RequireParts(algorithm, parts);
        var combined = RunningCrc.ReadFrom(parts[0].Value.Bytes.Span);
        for (var index = 1; index < parts.Count; index++)
            combined = combine(combined, RunningCrc.ReadFrom(parts[index].Value.Bytes.Span), parts[index].LengthBytes);
        Span<byte> bytes = stackalloc byte[ChecksumAlgorithms.SizeOf(algorithm)];
        RunningCrc.WriteTo(bytes, combined);
        return new ChecksumValue(algorithm, bytes);
    }

    /// <summary>A composite checksum as S3 shows it: base64, a dash and the number of parts.</summary>
    public static string FormatComposite(ChecksumValue value, int partCount) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}-{partCount}");

    private static void RequireParts(ChecksumAlgorithm algorithm, IReadOnlyList<PartChecksum> parts)
    {
        if (parts.Count == 0) throw new ArgumentException("There is nothing to combine.", nameof(parts));
        for (var index = 0; index < parts.Count; index++)
        {
            if (parts[index].Value.Algorithm != algorithm) throw new ArgumentException("Checksums of several kinds.", nameof(parts));
        }
    }
}
