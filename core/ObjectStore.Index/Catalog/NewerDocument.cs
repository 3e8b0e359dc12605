using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Catalog;

/// <summary>The error for a document of a bucket that this release does not understand. Its row has a checksum: what the row holds is not damaged, a newer release wrote it.</summary>
public static class NewerDocument
{
    /// <summary>NewerFormat, naming the document.</summary>
    public static StorageException Of(BucketDocumentKind kind) =>
        new(StorageErrorCode.NewerFormat, $"The {NameOf(kind)} of the bucket was set by a newer release of the store, and this process cannot read it. Please try again.");

    private static string NameOf(BucketDocumentKind kind) => kind switch
    {
        BucketDocumentKind.Acl => "access control list",
        BucketDocumentKind.PublicAccessBlock => "public access block",
        BucketDocumentKind.Ownership => "ownership of objects",
        BucketDocumentKind.Cors => "CORS configuration",
        _ => $"{kind.ToString().ToLowerInvariant()} configuration",
    };
}
