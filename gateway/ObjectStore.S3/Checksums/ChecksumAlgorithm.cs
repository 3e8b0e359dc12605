namespace ObjectStore.S3.Checksums;

/// <summary>The additional checksums of S3. The numbers are stored and never reused.</summary>
public enum ChecksumAlgorithm : byte
{
    /// <summary>CRC-32 as in zip, 4 bytes.</summary>
    Crc32 = 1,

    /// <summary>CRC-32C (Castagnoli), 4 bytes.</summary>
    Crc32C = 2,

    /// <summary>CRC-64/NVME, 8 bytes: what S3 computes when a client asks for nothing.</summary>
    Crc64Nvme = 3,

    /// <summary>SHA-1, 20 bytes.</summary>
    Sha1 = 4,

    /// <summary>SHA-256, 32 bytes.</summary>
    Sha256 = 5,
}
