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

    /// <summary>SHA-512, 64 bytes.</summary>
    Sha512 = 6,

    /// <summary>MD5, 16 bytes.</summary>
    Md5 = 7,

    /// <summary>XXH64, 8 bytes.</summary>
    XxHash64 = 8,

    /// <summary>XXH3 of 64 bits, 8 bytes.</summary>
    XxHash3 = 9,

    /// <summary>XXH3 of 128 bits, 16 bytes.</summary>
    XxHash128 = 10,
}
