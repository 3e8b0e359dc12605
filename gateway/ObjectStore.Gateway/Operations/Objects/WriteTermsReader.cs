using ObjectStore.Gateway.Middleware;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Gateway.Operations.Locks;
using ObjectStore.Gateway.Operations.Replication;
using ObjectStore.Gateway.Options;
using ObjectStore.Lifecycle.StorageClasses;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Validation;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Reads the headers of a write, of whichever kind, that say what is stored besides bytes.</summary>
internal sealed class WriteTermsReader(ObjectOwners owners, DataKeys keys, BucketDirectory buckets, GatewayOptions options, StorageClassTable classes, TimeProvider time)
{
    /// <summary>The terms of the request, the caller's to dispose, or the error of a header that is not acceptable. Locks need a bucket that has them.</summary>
    public async ValueTask<(WriteTerms? Terms, S3Error? Error)> ReadAsync(S3Context context)
    {
        if (TryRead(context, out var terms) is { } error) return (null, error);
        if ((context.Traits & (HeaderTraits.Retention | HeaderTraits.LegalHold)) != 0)
        {
            if (ObjectLocks.TryParseHeaders(context, time.GetUtcNow(), out var retention, out var hold) is { } lockError) return (null, lockError);
            if (await ObjectLocks.CheckBucketAsync(buckets, context) is { } bucketError) return (null, bucketError);
            terms = terms with { Retention = retention, HasLegalHold = hold ?? false };
        }

        if (!DataKeys.IsAsked(context)) return (terms, null);
        var (key, keyError) = await keys.MakeAsync(context);
        return keyError is null ? (terms with { Key = key }, null) : (null, keyError);
    }

    /// <summary>Reads what needs to ask nobody.</summary>
    private S3Error? TryRead(S3Context context, out WriteTerms terms)
    {
        terms = null!;
        if (ObjectHeaders.TryParse(context.Request.Headers, CopySources.KeepsMetadata(context), out var parsed) is { } headerError) return headerError;
        if (owners.TryDecide(context, out var owner) is { } aclError) return aclError;
        if (ReplicaTerms.TryRead(context, out var replica) is { } replicaError) return replicaError;
        if (parsed.StorageClass is { } storageClass && classes.Find(storageClass) is null) return NotOffered(storageClass);
        IReadOnlyList<KeyValuePair<string, string>> tags = [];
        if ((context.Traits & HeaderTraits.Tagging) != 0 && TagSet.TryParseHeader(context.Header(AmzHeaders.Tagging) ?? "", out tags) is { } tagError) return tagError;
        terms = new WriteTerms
        {
            Owner = owner,
            Metadata = parsed.Metadata,
            StorageClass = parsed.StorageClass,
            Tags = tags,
            IsBucketCompressed = context.Configuration.IsCompressed ?? options.Compression,
            Replica = replica,
        };
        return null;
    }

    private static S3Error NotOffered(string storageClass) => new(S3ErrorCode.InvalidStorageClass) { Fields = [new("StorageClassRequested", storageClass)] };
}
