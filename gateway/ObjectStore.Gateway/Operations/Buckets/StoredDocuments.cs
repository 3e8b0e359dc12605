using ObjectStore.Index.Catalog;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>Reads the documents of a bucket, and notes which of them cannot be read. Their row has a checksum: what it holds and this release does not understand a newer one wrote.</summary>
internal sealed class StoredDocuments(BucketDocumentSet? documents)
{
    private readonly List<BucketDocumentKind> _unreadable = [];

    /// <summary>Those that could not be read so far, in the order in which they were asked for.</summary>
    public IReadOnlyList<BucketDocumentKind> Unreadable => _unreadable;

    /// <summary>What a document says; nothing when there is none, or it cannot be read.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="parse">Gives null for what it cannot read.</param>
    public T? Read<T>(BucketDocumentKind kind, Func<ReadOnlyMemory<byte>, T?> parse)
    {
        if (documents?.Find(kind) is not { } stored) return default;
        var value = parse(stored);
        if (value is null) _unreadable.Add(kind);
        return value;
    }
}
