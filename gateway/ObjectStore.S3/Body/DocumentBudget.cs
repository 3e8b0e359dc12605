using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Body;

/// <summary>
/// Bounds the memory of all XML documents that are being worked on together. Whoever reads one takes a lease, which grows with what arrives and
/// ends with the request; over the bound a document is refused with SlowDown at once: there is no queue.
/// </summary>
/// <remarks>Thread-safe. Invariant: the reserved bytes are the sum of what the leases hold, and at most the bound, whenever no caller is between its own two steps.</remarks>
public sealed class DocumentBudget(long bytesMax)
{
    /// <summary>
    /// Bytes of memory that are reserved for each byte of a document: the bytes themselves, the texts of the reader (UTF-16, while they are built and
    /// when they are done), the keys or parts that come out, and the rows that an operation reads for them. Measured: the most greedy
    /// documents stay below it (RequestDocumentTests).
    /// </summary>
    public const int BytesPerDocumentByte = 8;

    private static readonly KeyValuePair<string, string>[] RetrySoon = [new("Retry-After", "1")];

    private long _reservedBytes;

    /// <summary>Bytes that are reserved now.</summary>
    public long ReservedBytes => Volatile.Read(ref _reservedBytes);

    /// <summary>A lease for one document, of nothing yet. The caller disposes it when nothing that came out of the document is in use any more.</summary>
    public DocumentLease Lease() => new(this);

    /// <summary>Reserves more.</summary>
    /// <exception cref="S3Exception">SlowDown: the bound is reached; nothing was reserved.</exception>
    internal void Reserve(long bytes)
    {
        if (Interlocked.Add(ref _reservedBytes, bytes) <= bytesMax) return;
        Release(bytes);
        throw new S3Exception(new S3Error(S3ErrorCode.SlowDown) { Headers = RetrySoon });
    }

    internal void Release(long bytes) => Interlocked.Add(ref _reservedBytes, -bytes);
}
