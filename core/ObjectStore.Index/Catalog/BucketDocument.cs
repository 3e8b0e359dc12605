namespace ObjectStore.Index.Catalog;

/// <summary>One document of a bucket.</summary>
/// <param name="Kind">What it configures.</param>
/// <param name="Content">The document, in the gateway's own form.</param>
public readonly record struct BucketDocument(BucketDocumentKind Kind, ReadOnlyMemory<byte> Content);
