namespace ObjectStore.S3.Checksums;

/// <summary>What there is to know of one checksum algorithm.</summary>
/// <param name="Algorithm">Which one.</param>
/// <param name="Name">The value of <c>x-amz-checksum-algorithm</c>, such as <c>CRC32C</c>.</param>
/// <param name="SizeBytes">Bytes of a checksum.</param>
/// <param name="Begin">A checksum of no bytes yet.</param>
internal sealed record ChecksumTraits(ChecksumAlgorithm Algorithm, string Name, int SizeBytes, Func<RunningChecksum> Begin)
{
    /// <summary>The header that carries a checksum, such as <c>x-amz-checksum-crc32c</c>.</summary>
    public string Header { get; } = ChecksumAlgorithms.HeaderPrefix + Name.ToLowerInvariant();

    /// <summary>The XML element that carries a checksum, such as <c>ChecksumCRC32C</c>.</summary>
    public string Element { get; } = "Checksum" + Name;

    /// <summary>The checksum of two runs of bytes, one after the other, from theirs and the length of the second; null where that cannot be without the bytes.</summary>
    public Func<ulong, ulong, long, ulong>? Combine { get; init; }
}
