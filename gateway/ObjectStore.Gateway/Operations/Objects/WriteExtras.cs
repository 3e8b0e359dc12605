using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Locks;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Validation;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>What the headers of a write say beyond metadata: tags and locks.</summary>
/// <param name="Tags">Tags of the object to be.</param>
/// <param name="Retention">Its retention, or null for the bucket's default.</param>
/// <param name="HasLegalHold">Whether it has a legal hold.</param>
internal readonly record struct WriteExtras(IReadOnlyList<KeyValuePair<string, string>> Tags, Retention? Retention, bool HasLegalHold)
{
    /// <summary>Reads the headers; locks need a bucket that has them.</summary>
    public static async ValueTask<(WriteExtras Extras, S3Error? Error)> ReadAsync(S3Context context, BucketDirectory buckets, TimeProvider time)
    {
        IReadOnlyList<KeyValuePair<string, string>> tags = [];
        if (context.Header(AmzHeaders.Tagging) is { } header && TagSet.TryParseHeader(header, out tags) is { } tagError) return (default, tagError);
        if (ObjectLocks.TryParseHeaders(context, time.GetUtcNow(), out var retention, out var hold) is { } lockError) return (default, lockError);
        var locks = retention is not null || hold is not null;
        if (locks && await ObjectLocks.CheckBucketAsync(buckets, context) is { } bucketError) return (default, bucketError);
        return (new WriteExtras(tags, retention, hold ?? false), null);
    }
}
