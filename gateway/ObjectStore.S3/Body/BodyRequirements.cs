using ObjectStore.Core.Checksums;
using ObjectStore.S3.Checksums;

namespace ObjectStore.S3.Body;

/// <summary>What an operation wants of a body. Immutable: one for each kind of operation, made once.</summary>
public sealed record BodyRequirements
{
    /// <summary>Most bytes of an object that is put in one request, and of a part: 5 GiB.</summary>
    public const long ObjectBytesMax = 5L << 30;

    /// <summary>Most bytes of an XML document; the largest, CompleteMultipartUpload with 10,000 parts and checksums, stays below 2 MiB.</summary>
    public const int DocumentBytesMax = 4 << 20;

    /// <summary>Bodies up to this length are hashed at once by the reading thread. A guess: as long as handing over one piece is worth.</summary>
    private const int InlineMd5BytesMax = 64 << 10;

    /// <summary>The body of PutObject: MD5 for the ETag, and CRC-64/NVME when the client sends no checksum.</summary>
    public static BodyRequirements ForObject { get; } = new() { ComputesMd5 = true, DefaultChecksum = ChecksumAlgorithm.Crc64Nvme };

    /// <summary>An XML document whose length may be unknown.</summary>
    public static BodyRequirements ForDocument { get; } = new() { IsLengthRequired = false, BytesMax = DocumentBytesMax };

    /// <summary>An XML document that has to come with Content-MD5 or a checksum, as DeleteObjects wants it.</summary>
    public static BodyRequirements ForDocumentWithDigest { get; } = ForDocument with { IsDigestRequired = true };

    /// <summary>Most decoded bytes; more are EntityTooLarge before anything is read.</summary>
    public long BytesMax { get; init; } = ObjectBytesMax;

    /// <summary>Whether the length has to be known before reading (else MissingContentLength).</summary>
    public bool IsLengthRequired { get; init; } = true;

    /// <summary>Whether the MD5 is computed even when the client sends none.</summary>
    public bool ComputesMd5 { get; init; }

    /// <summary>The checksum to compute when the client sends none; null for none.</summary>
    public ChecksumAlgorithm? DefaultChecksum { get; init; }

    /// <summary>Whether Content-MD5 or a checksum has to come with the body.</summary>
    public bool IsDigestRequired { get; init; }

    /// <summary>Makes what computes the MD5 of a body of the given length; by default the framework's, on the reading thread.</summary>
    public Func<long?, IBodyHasher> CreateMd5 { get; init; } = static _ => new FrameworkMd5();

    /// <summary>The body of UploadPart, for an upload with the given checksum algorithm (CRC-64/NVME when it was created with none).</summary>
    public static BodyRequirements ForPart(ChecksumAlgorithm algorithm) => ForObject with { DefaultChecksum = algorithm };

    /// <summary>The same with the MD5 of longer bodies computed side by side; a body then fails with Overloaded when all streams are open.</summary>
    public BodyRequirements WithMd5(Md5Scheduler scheduler) =>
        this with { CreateMd5 = length => length <= InlineMd5BytesMax ? new FrameworkMd5() : new ScheduledMd5(scheduler) };
}
