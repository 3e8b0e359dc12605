using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Finds current objects, strongly consistent although buckets are remembered.</summary>
internal sealed class ObjectLookup(IObjectIndex index, BucketDirectory buckets, Authorizer authorizer)
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
            if (record is not null) return context.Access.Judge(record) is { } denied ? (null, denied) : (record, null);
            var (isSame, bucketError) = await buckets.ConfirmAsync(context);
            if (bucketError is not null) return (null, bucketError);
            if (isSame) return (null, authorizer.MissingKey(context, new BucketEntry(context.Bucket, context.Configuration), context.Key));
        }

        return (null, new S3Error(S3ErrorCode.ServiceUnavailable));
    }

    /// <summary>An object in another bucket, which is given with it.</summary>
    public async ValueTask<(BucketRecord? Bucket, ObjectRecord? Object, S3Error? Error)> FindSourceAsync(S3Context context, CopySource source)
    {
        var (entry, error) = await buckets.FindAsync(source.Bucket, context.Aborted);
        for (var attempt = 0; attempt < AttemptsMax && entry is not null; attempt++)
        {
            var record = await index.GetAsync(entry.Bucket.Id, source.Key, context.Aborted);
            if (record is not null)
            {
                var access = authorizer.AuthorizeSource(context, entry, source.Key, source.VersionId is not null);
                return access.Judge(record) is { } denied ? (null, null, denied) : (entry.Bucket, record, null);
            }

            var known = entry.Bucket.Id;
            (entry, error) = await buckets.ReadAsync(source.Bucket, context.Aborted);
            if (entry?.Bucket.Id == known) return (null, null, authorizer.MissingKey(context, entry, source.Key));
        }

        return (null, null, error ?? new S3Error(S3ErrorCode.ServiceUnavailable));
    }

    /// <summary>The error for a key without an object.</summary>
    public static S3Error NoSuchKey(ObjectKey key) => new(S3ErrorCode.NoSuchKey) { Fields = [new("Key", key.ToString())] };
}
