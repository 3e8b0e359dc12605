using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Pacing;
using ObjectStore.Events;
using ObjectStore.Events.Announcing;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;
using ObjectStore.Replication.Announcing;
using ObjectStore.Replication.Configuration;

namespace ObjectStore.Curator.Replication;

/// <summary>Walks over buckets, page by page, and queues versions that have to be replicated and are not queued. What was queued twice is sent once.</summary>
internal sealed class ReplicationWalks(
    ICatalog catalog, IObjectIndex index, IOutbox outbox, OutboxRoom room, TimeProvider time, IOptions<ReplicationOptions> options)
{
    /// <summary>Pages of a bucket in one pass, so that others get their turn.</summary>
    private const int PagesPerPass = 20;

    /// <summary>A walk fills a quarter of the outbox: half of what may be in it for replication, so that clients have room, and the walk until its rows are counted.</summary>
    private const int RoomDivisor = 4;

    private readonly ReplicationOptions _options = options.Value;
    private readonly TokenBucket _pace = new(time, options.Value.WalkEntriesPerSecond);

    /// <summary>Forgets walks over buckets that are gone, and what was asked for of them.</summary>
    public async ValueTask ForgetGoneAsync(CancellationToken cancellationToken)
    {
        var gone = new List<KeyValuePair<string, ReadOnlyMemory<byte>?>>();
        foreach (var prefix in (string[])[BucketWalk.Prefix, RetryRequest.Prefix])
        {
            await foreach (var (key, _) in catalog.ListJobStatesAsync(prefix, cancellationToken))
            {
                if (await catalog.GetBucketAsync(key[prefix.Length..], cancellationToken) is null) gone.Add(new(key, null));
            }
        }

        if (gone.Count > 0) await catalog.StoreJobStatesAsync(gone, cancellationToken);
    }

    /// <summary>The buckets whose failed versions somebody wants to have tried again.</summary>
    public async ValueTask<IReadOnlySet<BucketId>> ReadRetriesAsync(CancellationToken cancellationToken)
    {
        var buckets = new HashSet<BucketId>();
        await foreach (var (_, bytes) in catalog.ListJobStatesAsync(RetryRequest.Prefix, cancellationToken))
        {
            if (EventStates.TryRead(bytes ?? default, ReplicationStates.Default.RetryRequest, out var asked) && asked.Version == RetryRequest.CurrentVersion) buckets.Add(new BucketId(asked.Bucket));
        }

        return buckets;
    }

    /// <summary>Begins a walk when one is due or asked for, or goes on with one; gives how many versions it has queued.</summary>
    public async ValueTask<long> GoOnAsync(BucketRecord bucket, ReadOnlyMemory<byte> document, ReplicationRules rules, bool isAskedFor, CancellationToken cancellationToken)
    {
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(document.Span));
        var walk = await ReadAsync(bucket, cancellationToken);
        var isAnother = walk is null || walk.Bucket != bucket.Id.Value || walk.Rules != fingerprint;
        if (!isAskedFor && !isAnother && walk!.EndedAt is { } ended && time.GetUtcNow() - ended < _options.WalkPeriod) return 0;
        if (isAskedFor || isAnother || walk!.EndedAt is not null)
        {
            // What was asked for holds also when the rules change before the walk is at its end.
            var queuesFailed = isAskedFor || (walk is { EndedAt: null, QueuesFailed: true } && walk.Bucket == bucket.Id.Value);
            walk = await BeginAsync(bucket, fingerprint, queuesFailed, cancellationToken);
        }

        var queuedBefore = walk.Queued;
        for (var page = 0; page < PagesPerPass && walk.EndedAt is null && await HasRoomAsync(bucket.Id, cancellationToken); page++)
        {
            walk = await StepAsync(bucket, rules, walk, cancellationToken);
            await StoreAsync(bucket, walk, cancellationToken);
        }

        return walk.Queued - queuedBefore;
    }

    private async ValueTask<BucketWalk> BeginAsync(BucketRecord bucket, string fingerprint, bool queuesFailed, CancellationToken cancellationToken)
    {
        var walk = new BucketWalk(BucketWalk.CurrentVersion, bucket.Id.Value, fingerprint, time.GetUtcNow(), null, QueuesPending: true, "", null, 0, 0) { QueuesFailed = queuesFailed };

        // In one step, so that what was asked for is either still to be taken up or taken up.
        await catalog.StoreJobStatesAsync([new(BucketWalk.Prefix + bucket.Name, BytesOf(walk)), new(RetryRequest.Prefix + bucket.Name, null)], cancellationToken);
        return walk;
    }

    /// <summary>Whether the outbox of the bucket has room for more than what clients put meanwhile.</summary>
    private async ValueTask<bool> HasRoomAsync(BucketId bucket, CancellationToken cancellationToken)
    {
        var bytes = await catalog.GetJobStateAsync(OutboxLevels.Key, cancellationToken);
        if (!EventStates.TryRead(bytes ?? default, EventStates.Default.OutboxLevels, out var levels)) return true;
        return levels.Buckets.FirstOrDefault(level => level.Bucket == bucket.Value) is not { } level || (level.Rows < levels.RowsMax / RoomDivisor && level.Bytes < levels.BytesMax / RoomDivisor);
    }

    private async ValueTask<BucketWalk> StepAsync(BucketRecord bucket, ReplicationRules rules, BucketWalk walk, CancellationToken cancellationToken)
    {
        var query = new ObjectListQuery(default, default, Convert.FromBase64String(walk.AfterKey), _options.PageRows) { PassesOverUnreadable = true };
        VersionName? after = VersionName.TryParse(walk.AfterVersion, out var name) ? name : null;
        var listing = await index.ListVersionsAsync(bucket.Id, query, after, cancellationToken);
        await _pace.TakeAsync(listing.Versions.Count, cancellationToken);
        var queuedCount = await QueueAsync(bucket, rules, walk, listing.Versions, cancellationToken);
        walk = walk with { Seen = walk.Seen + listing.Versions.Count, Queued = walk.Queued + queuedCount };
        return listing.IsTruncated
            ? walk with { AfterKey = Convert.ToBase64String(listing.NextKey.Span), AfterVersion = listing.NextVersion?.ToString() }
            : walk with { EndedAt = time.GetUtcNow() };
    }

    /// <summary>Queues what of a page is to be queued; gives how many that were.</summary>
    private async ValueTask<int> QueueAsync(BucketRecord bucket, ReplicationRules rules, BucketWalk walk, IReadOnlyList<ListedVersion> versions, CancellationToken cancellationToken)
    {
        if (versions.Count == 0) return 0;
        var queued = await QueuedVersions.ReadAsync(outbox, bucket.Id, versions[0].Listed.Key, versions[^1].Listed.Key, _options.PageRows, cancellationToken);
        var terms = new QueueTerms(bucket, rules, walk.QueuesFailed, queued);
        var count = 0;

        // Of each key the oldest first, as they were made.
        foreach (var key in versions.GroupBy(static item => item.Listed.Key))
        {
            foreach (var item in key.Reverse())
            {
                if (await TryQueueAsync(terms, key.Key, item.Version, cancellationToken)) count++;
            }
        }

        return count;
    }

    private async ValueTask<bool> TryQueueAsync(QueueTerms terms, ObjectKey key, VersionName version, CancellationToken cancellationToken)
    {
        var (bucket, rules, queuesFailed, queued) = terms;

        bool IsRetried(ObjectRecord record) =>
            queuesFailed && record.Replication is { Status: ReplicationStatus.Failed } && rules.Of(key, record, isExisting: false).Count > 0;

        bool IsWanted(ObjectRecord record) => record.Replication is { } known
            ? IsRetried(record) || queued.Misses(key, version, known)
            : rules.Of(key, record, isExisting: true).Count > 0;

        if (await index.GetVersionAsync(bucket.Id, key, version, cancellationToken) is not { } found || !IsWanted(found)) return false;

        // A failed version no longer says which destinations did not take it: it goes to all of them, as if it were new.
        var notices = new ReplicationNotices(rules, bucket.Name, IsRetried(found) ? ReplicationCause.Version : ReplicationCause.Existing, room);
        var result = await index.Announcing(notices).UpdateAsync(bucket.Id, key, version, new ObjectUpdate.Announce(IsWanted), cancellationToken);
        return result.Outcome == WriteOutcome.Applied;
    }

    private async ValueTask<BucketWalk?> ReadAsync(BucketRecord bucket, CancellationToken cancellationToken) =>
        await catalog.GetJobStateAsync(BucketWalk.Prefix + bucket.Name, cancellationToken) is { } bytes
        && EventStates.TryRead(bytes, ReplicationStates.Default.BucketWalk, out var walk) && walk.Version == BucketWalk.CurrentVersion
            ? walk
            : null;

    private ValueTask StoreAsync(BucketRecord bucket, BucketWalk walk, CancellationToken cancellationToken) =>
        catalog.StoreJobStateAsync(BucketWalk.Prefix + bucket.Name, BytesOf(walk), cancellationToken);

    private static byte[] BytesOf(BucketWalk walk) => JsonSerializer.SerializeToUtf8Bytes(walk, ReplicationStates.Default.BucketWalk);

    /// <summary>By what the versions of a page are queued.</summary>
    private sealed record QueueTerms(BucketRecord Bucket, ReplicationRules Rules, bool QueuesFailed, QueuedVersions Queued);
}
