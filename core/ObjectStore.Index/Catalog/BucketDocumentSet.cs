using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Catalog;

/// <summary>The documents of a bucket, at most one of each kind.</summary>
/// <param name="Bucket">The life of the bucket that they are of.</param>
/// <param name="Documents">Ascending by kind.</param>
public sealed record BucketDocumentSet(BucketId Bucket, IReadOnlyList<BucketDocument> Documents)
{
    /// <summary>Most bytes of the documents of a bucket together: a policy, a list of 100 grants, CORS rules and a thousand lifecycle rules of usual length fit, and a gateway holds many such sets.</summary>
    public const int BytesMax = 256 << 10;

    /// <summary>
    /// Bytes of the documents that <see cref="BytesMax"/> bounds: those that the owner of a bucket sets. Those that administrators set are small, and are set also where the owner has used up all
    /// room: nobody evades a quota by a long policy.
    /// </summary>
    public long BoundedBytes => Documents.Where(static document => !IsOfAdministrators(document.Kind)).Sum(static document => (long)document.Content.Length);

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

    private static bool IsOfAdministrators(BucketDocumentKind kind) => kind is BucketDocumentKind.Rates or BucketDocumentKind.Compression or BucketDocumentKind.Quota;
}
