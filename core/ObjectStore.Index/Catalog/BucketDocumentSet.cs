using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Catalog;

/// <summary>The documents of a bucket, at most one of each kind.</summary>
/// <param name="Bucket">The life of the bucket that they are of.</param>
/// <param name="Documents">Ascending by kind.</param>
public sealed record BucketDocumentSet(BucketId Bucket, IReadOnlyList<BucketDocument> Documents)
{
    /// <summary>Most bytes of all documents of a bucket together: a policy, a list of 100 grants, CORS rules and a thousand lifecycle rules of usual length fit, and a gateway holds many such sets.</summary>
    public const int BytesMax = 256 << 10;

    /// <summary>The content of a document, or null.</summary>
    public ReadOnlyMemory<byte>? Find(BucketDocumentKind kind)
    {
        foreach (var document in Documents)
        {
            if (document.Kind == kind) return document.Content;
        }

        return null;
    }

    /// <summary>The set with a document in place of the one of its kind.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="content">Its content; null for none.</param>
    public BucketDocumentSet With(BucketDocumentKind kind, ReadOnlyMemory<byte>? content)
    {
        var documents = Documents.Where(document => document.Kind != kind);
        if (content is { } present) documents = documents.Append(new BucketDocument(kind, present));
        return this with { Documents = [.. documents.OrderBy(static document => document.Kind)] };
    }
}
