using ObjectStore.Index.Catalog;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>A bucket with what is configured for it.</summary>
/// <param name="Bucket">Its row.</param>
/// <param name="Configuration">Its documents, read.</param>
internal sealed record BucketEntry(BucketRecord Bucket, BucketConfiguration Configuration);
