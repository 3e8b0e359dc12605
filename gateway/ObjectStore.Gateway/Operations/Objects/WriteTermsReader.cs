using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Locks;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Validation;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Reads the headers of a write, of whichever kind, that say what is stored besides bytes.</summary>
internal sealed class WriteTermsReader(ObjectOwners owners, BucketDirectory buckets, TimeProvider time)
{
    /// <summary>The terms of the request, or the error of a header that is not acceptable. Locks need a bucket that has them.</summary>
    public async ValueTask<(WriteTerms? Terms, S3Error? Error)> ReadAsync(S3Context context)
    {
        if (ObjectHeaders.TryParse(context.Request.Headers, out var parsed) is { } headerError) return (null, headerError);
        if (owners.TryDecide(context, out var owner) is { } aclError) return (null, aclError);
        IReadOnlyList<KeyValuePair<string, string>> tags = [];
        if (context.Header(AmzHeaders.Tagging) is { } header && TagSet.TryParseHeader(header, out tags) is { } tagError) return (null, tagError);
        if (ObjectLocks.TryParseHeaders(context, time.GetUtcNow(), out var retention, out var hold) is { } lockError) return (null, lockError);
        var locks = retention is not null || hold is not null;
        if (locks && await ObjectLocks.CheckBucketAsync(buckets, context) is { } bucketError) return (null, bucketError);
        return (new WriteTerms { Owner = owner, Metadata = parsed.Metadata, Tags = tags, Retention = retention, HasLegalHold = hold ?? false }, null);
    }
}
