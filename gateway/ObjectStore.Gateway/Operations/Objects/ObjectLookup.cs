using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Finds current objects, strongly consistent although buckets are remembered.</summary>
internal sealed class ObjectLookup(IObjectIndex index, BucketDirectory buckets)
{
    /// <summary>Times that a name may change hands while one request looks.</summary>
    private const int AttemptsMax = 4;

    /// <summary>The object that the request names, or NoSuchKey, NoSuchBucket, AccessDenied, NoSuchVersion's error.</summary>
    public async ValueTask<(ObjectRecord? Object, S3Error? Error)> FindAsync(S3Context context)
    {
        if (VersionIds.Check(context.Query["versionId"]) is { } error) return (null, error);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var record = await index.GetAsync(context.Bucket.Id, context.Key, context.Aborted);
            if (record is not null) return (record, null);
            var (isSame, bucketError) = await buckets.ConfirmAsync(context);
            if (bucketError is not null) return (null, bucketError);
            if (isSame) return (null, NoSuchKey(context.Key));
        }

        return (null, new S3Error(S3ErrorCode.ServiceUnavailable));
    }

    /// <summary>An object in another bucket, which is given with it.</summary>
    public async ValueTask<(BucketRecord? Bucket, ObjectRecord? Object, S3Error? Error)> FindSourceAsync(S3Context context, string bucketName, ObjectKey key)
    {
        var (bucket, error) = await buckets.FindAsync(bucketName, context.Caller, context.Aborted);
        for (var attempt = 0; attempt < AttemptsMax && bucket is not null; attempt++)
        {
            var record = await index.GetAsync(bucket.Id, key, context.Aborted);
            if (record is not null) return (bucket, record, null);
            var known = bucket.Id;
            (bucket, error) = await buckets.ReadAsync(bucketName, context.Caller, context.Aborted);
            if (bucket?.Id == known) return (null, null, NoSuchKey(key));
        }

        return (null, null, error ?? new S3Error(S3ErrorCode.ServiceUnavailable));
    }

    /// <summary>The error for a key without an object.</summary>
    public static S3Error NoSuchKey(ObjectKey key) => new(S3ErrorCode.NoSuchKey) { Fields = [new("Key", key.ToString())] };
}
