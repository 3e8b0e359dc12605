namespace ObjectStore.S3.Checksums;

/// <summary>What the checksum of a multipart object covers. The numbers are stored and never reused.</summary>
public enum ChecksumType : byte
{
    /// <summary>The bytes of the whole object.</summary>
    FullObject = 1,

    /// <summary>The checksums of the parts, one after the other; shown with <c>-N</c> for N parts.</summary>
    Composite = 2,
}
