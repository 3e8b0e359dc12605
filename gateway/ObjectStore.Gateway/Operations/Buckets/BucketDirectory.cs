using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Options;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Validation;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>Buckets by name with their configuration, remembered for a while.</summary>
/// <remarks>
/// A remembered bucket may be gone. Answers stay strongly consistent because ids of buckets are never used again, every commit of the index is
/// fenced on the bucket's existence and goes by the rules in that fence, and an object that was found proves that its bucket exists; whoever finds nothing calls
/// <see cref="ConfirmAsync(S3Context)"/> before saying so. Owners never change. A remembered configuration is used only while the stamp of all configurations was
/// seen unchanged less than <see cref="ConfigurationLease.Length"/> ago, and who changes one waits that long before answering: ADR 16.
/// Thread-safe; bounded by the option.
/// </remarks>
internal sealed partial class BucketDirectory(
    ICatalog catalog, ConfigurationLease lease, Authorizer authorizer, GatewayOptions options, TimeProvider time, ILogger<BucketDirectory> logger)
{
    /// <summary>Times that a bucket may be made anew between two reads.</summary>
    private const int AttemptsMax = 4;

    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Remembered> _buckets = new(StringComparer.Ordinal);

    private readonly record struct Remembered(BucketEntry Entry, ulong Stamp, long Since);

    /// <summary>The bucket of the name, or NoSuchBucket.</summary>
    public ValueTask<(BucketEntry? Entry, S3Error? Error)> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (lease.TryGet(out var stamp) && _buckets.TryGetValue(name, out var remembered) && IsGood(remembered, stamp))
            return ValueTask.FromResult<(BucketEntry?, S3Error?)>((remembered.Entry, null));
        return FindSlowlyAsync(name, cancellationToken);
    }

    /// <summary>The bucket as it is remembered, however old that is; null when it is not. For what is about the past and decides nothing.</summary>
    public BucketEntry? Recall(string name) => _buckets.TryGetValue(name, out var remembered) ? remembered.Entry : null;

    /// <summary>The same, read from the catalog now.</summary>
    public ValueTask<(BucketEntry? Entry, S3Error? Error)> ReadAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync(name, catalog.GetBucketAsync, cancellationToken);

    /// <summary>
    /// Reads the bucket again after something was not found in it, and decides again on the request. True when it is still the same: then the thing does
    /// not exist. When another bucket has the name now, <paramref name="context"/> has it, and the caller looks again.
    /// </summary>
    public ValueTask<(bool IsSame, S3Error? Error)> ConfirmAsync(S3Context context) => ConfirmAsync(context, catalog.GetBucketAsync);

    /// <summary>The same; the rules of the bucket in <paramref name="context"/> are then in force. Fails while one of the bucket's databases does not answer and the rules are being changed.</summary>
    public ValueTask<(bool IsSame, S3Error? Error)> ConfirmRulesAsync(S3Context context) => ConfirmAsync(context, catalog.GetBucketInForceAsync);

    /// <summary>Changes the rules of the request's bucket, which then has the new ones, here and everywhere.</summary>
    /// <param name="context">Names the bucket.</param>
    /// <param name="change">Gives the new rules by those and the documents that there are, or null to leave them; may be asked more than once.</param>
    public async ValueTask<S3Error?> ChangeRulesAsync(S3Context context, Func<BucketRules, BucketDocumentSet, BucketRules?> change)
    {
        // Not cut off by a client that goes away: rules are changed or not.
        if (await catalog.ChangeRulesAsync(context.Bucket, change, CancellationToken.None) is not { } bucket) return Gone(context);
        Forget(bucket.Name);
        context.Enter(new BucketEntry(bucket, context.Configuration));
        return null;
    }

    /// <summary>Drops a bucket that was deleted or turned out to be another one.</summary>
    public void Forget(string name) => _buckets.TryRemove(name, out _);

    /// <summary>The error of a bucket whose owner is not the one that the client expects; null otherwise.</summary>
    public static S3Error? CheckExpectedOwner(S3Context context, BucketRecord bucket) =>
        context.Header(AmzHeaders.ExpectedBucketOwner) is { } expected && expected != bucket.OwnerId ? new S3Error(S3ErrorCode.AccessDenied) : null;

    /// <summary>The error for a bucket that does not exist.</summary>
    public static S3Error NoSuchBucket(string name) => new(S3ErrorCode.NoSuchBucket) { Fields = [new("BucketName", name)] };

    private S3Error Gone(S3Context context)
    {
        Forget(context.Bucket.Name);
        return NoSuchBucket(context.Bucket.Name);
    }

    private async ValueTask<(BucketEntry? Entry, S3Error? Error)> FindSlowlyAsync(string name, CancellationToken cancellationToken)
    {
        var stamp = await lease.GetAsync(cancellationToken);
        if (_buckets.TryGetValue(name, out var remembered) && IsGood(remembered, stamp)) return (remembered.Entry, null);
        return await ReadAsync(name, cancellationToken);
    }

    private async ValueTask<(BucketEntry? Entry, S3Error? Error)> ReadAsync(
        string name, Func<string, CancellationToken, ValueTask<BucketRecord?>> read, CancellationToken cancellationToken)
    {
        // Seen before the documents, so that what is remembered is at least as new.
        var stamp = await lease.GetAsync(cancellationToken);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            // A name that no bucket can have is not looked for: it may be longer than a key of the index.
            var bucket = BucketName.IsValid(name) ? await read(name, cancellationToken) : null;
            if (bucket is null)
            {
                Forget(name);
                return (null, NoSuchBucket(name));
            }

            if (await ReadConfigurationAsync(bucket, cancellationToken) is not { } configuration) continue;
            var entry = new BucketEntry(bucket, configuration);
            TellUnreadable(entry);
            Remember(entry, stamp);
            return (entry, null);
        }

        throw new StorageException(StorageErrorCode.Overloaded, "The bucket is made anew all the time.");
    }

    /// <summary>What is configured for a bucket; null when that is of another bucket of the name.</summary>
    private async ValueTask<BucketConfiguration?> ReadConfigurationAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        try
        {
            var documents = await catalog.GetDocumentsAsync(bucket.Name, cancellationToken);
            return documents is null || documents.Bucket == bucket.Id ? BucketConfiguration.Read(bucket, documents, options.DefaultObjectOwnership) : null;
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.NewerFormat)
        {
            return BucketConfiguration.NothingReadable(bucket);
        }
    }

    private async ValueTask<(bool IsSame, S3Error? Error)> ConfirmAsync(S3Context context, Func<string, CancellationToken, ValueTask<BucketRecord?>> read)
    {
        var known = context.Bucket;
        var (entry, error) = await ReadAsync(known.Name, read, context.Aborted);
        if (entry is null) return (false, error);
        context.Enter(entry);
        return await authorizer.AuthorizeAsync(context) is { } denied ? (false, denied) : (entry.Bucket.Id == known.Id, null);
    }

    private bool IsGood(Remembered remembered, ulong stamp) => remembered.Stamp == stamp && time.GetElapsedTime(remembered.Since) < RememberedFor;

    /// <summary>Logs which documents of a bucket cannot be read, when they were not the same before.</summary>
    private void TellUnreadable(BucketEntry entry)
    {
        var unreadable = entry.Configuration.Unreadable;
        if (unreadable.Count == 0 || Recall(entry.Bucket.Name)?.Configuration.Unreadable.SequenceEqual(unreadable) == true) return;
        Log.Unreadable(logger, entry.Bucket.Name, string.Join(", ", unreadable));
    }

    private void Remember(BucketEntry entry, ulong stamp)
    {
        // Starting over is rare, cheap and needs no order of use.
        if (_buckets.Count >= options.BucketCacheCount) _buckets.Clear();
        _buckets[entry.Bucket.Name] = new Remembered(entry, stamp, time.GetTimestamp());
    }
}
