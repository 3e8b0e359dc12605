using System.Collections.Concurrent;
using ObjectStore.Gateway.Options;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Validation;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>Buckets by name, remembered for a while, and who may use them.</summary>
/// <remarks>
/// A remembered bucket may be gone. Answers stay strongly consistent because ids of buckets are never used again, every commit of the index is
/// fenced on the bucket's existence, and an object that was found proves that its bucket exists; whoever finds nothing calls
/// <see cref="ConfirmAsync"/> before saying so. Owners never change. Thread-safe; bounded by the option.
/// </remarks>
internal sealed class BucketDirectory(ICatalog catalog, GatewayOptions options, TimeProvider time)
{
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Remembered> _buckets = new(StringComparer.Ordinal);

    private readonly record struct Remembered(BucketRecord Bucket, long Since);

    /// <summary>The bucket of the name for the caller, or the error: NoSuchBucket or AccessDenied.</summary>
    public ValueTask<(BucketRecord? Bucket, S3Error? Error)> FindAsync(string name, Identity caller, CancellationToken cancellationToken)
    {
        if (_buckets.TryGetValue(name, out var remembered) && time.GetElapsedTime(remembered.Since) < RememberedFor)
            return ValueTask.FromResult(Checked(remembered.Bucket, caller));
        return ReadAsync(name, caller, cancellationToken);
    }

    /// <summary>The same, read from the catalog now.</summary>
    public async ValueTask<(BucketRecord? Bucket, S3Error? Error)> ReadAsync(string name, Identity caller, CancellationToken cancellationToken)
    {
        // A name that no bucket can have is not looked for: it may be longer than a key of the index.
        var bucket = BucketName.IsValid(name) ? await catalog.GetBucketAsync(name, cancellationToken) : null;
        if (bucket is null)
        {
            Forget(name);
            return (null, NoSuchBucket(name));
        }

        Remember(bucket);
        return Checked(bucket, caller);
    }

    /// <summary>
    /// Reads the bucket again after something was not found in it. Null when it is still the same: then the thing does not exist.
    /// When another bucket has the name now, <paramref name="context"/> has it, and the caller looks again.
    /// </summary>
    public async ValueTask<(bool IsSame, S3Error? Error)> ConfirmAsync(S3Context context)
    {
        var known = context.Bucket;
        var (bucket, error) = await ReadAsync(known.Name, context.Caller, context.Aborted);
        if (bucket is null) return (false, error);
        context.Bucket = bucket;
        return (bucket.Id == known.Id, null);
    }

    /// <summary>Drops a bucket that was deleted or turned out to be another one.</summary>
    public void Forget(string name) => _buckets.TryRemove(name, out _);

    /// <summary>The error of a bucket whose owner is not the one that the client expects; null otherwise.</summary>
    public static S3Error? CheckExpectedOwner(S3Context context, BucketRecord bucket) =>
        context.Header(AmzHeaders.ExpectedBucketOwner) is { } expected && expected != bucket.OwnerId ? new S3Error(S3ErrorCode.AccessDenied) : null;

    /// <summary>The error for a bucket that does not exist.</summary>
    public static S3Error NoSuchBucket(string name) => new(S3ErrorCode.NoSuchBucket) { Fields = [new("BucketName", name)] };

    private static (BucketRecord? Bucket, S3Error? Error) Checked(BucketRecord bucket, Identity caller) =>
        caller.IsAdmin || (caller.GrantedBuckets?.Contains(bucket.Name) ?? caller.UserId == bucket.OwnerId) ? (bucket, null) : (null, new S3Error(S3ErrorCode.AccessDenied));

    private void Remember(BucketRecord bucket)
    {
        // Starting over is rare, cheap and needs no order of use.
        if (_buckets.Count >= options.BucketCacheCount) _buckets.Clear();
        _buckets[bucket.Name] = new Remembered(bucket, time.GetTimestamp());
    }
}
