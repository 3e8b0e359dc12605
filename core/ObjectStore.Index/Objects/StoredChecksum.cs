namespace ObjectStore.Index.Objects;

/// <summary>An additional checksum as it is stored. The meaning of the numbers is the gateway's; they are stored and never reused.</summary>
/// <param name="Algorithm">1 CRC32, 2 CRC32C, 3 CRC64NVME, 4 SHA1, 5 SHA256.</param>
/// <param name="IsComposite">Whether it is a checksum of part checksums.</param>
/// <param name="Value">The checksum, as its algorithm gives it (CRCs big endian).</param>
public sealed record StoredChecksum(byte Algorithm, bool IsComposite, ReadOnlyMemory<byte> Value);
