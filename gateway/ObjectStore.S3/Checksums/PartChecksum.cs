namespace ObjectStore.S3.Checksums;

/// <summary>Checksum and length of one part, for combining.</summary>
/// <param name="Value">The checksum of the part's bytes.</param>
/// <param name="LengthBytes">How many bytes the part has.</param>
public readonly record struct PartChecksum(ChecksumValue Value, long LengthBytes);
