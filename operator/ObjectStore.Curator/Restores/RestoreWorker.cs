using Microsoft.Extensions.Options;
using ObjectStore.Curator.Lifecycle;
using ObjectStore.Events;
using ObjectStore.Events.Announcing;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;

namespace ObjectStore.Curator.Restores;

/// <summary>Does what is due about one version: makes the copy that was asked for, or removes the one that has expired. Each is judged again in its commit, so doing it late or twice is harmless.</summary>
internal sealed class RestoreWorker(IObjectIndex index, ICatalog catalog, RestoreCopier copier, LifecycleEvents events, TimeProvider time, IOptions<LifecycleOptions> options)
{
    private readonly LifecycleCalendar _calendar = new(options.Value.DayLength);

    /// <summary>Makes the copy.</summary>
    /// <returns>What became of it, and of how many bytes.</returns>
    /// <exception cref="Core.Errors.StorageException">The version goes on being restored; parts that were copied stay.</exception>
    public async ValueTask<(WriteOutcome Outcome, long Bytes)> RestoreAsync(RestoreEntry entry, CancellationToken cancellationToken)
    {
        if (await ReadAsync(entry, cancellationToken) is not { Restore: { Until: null } restore } record) return (WriteOutcome.PreconditionFailed, 0);
        var (copied, runs) = await copier.CopyAsync(entry, record, restore, cancellationToken);
        if (copied != WriteOutcome.Applied) return (copied, 0);
        var restored = restore with { Until = _calendar.After(time.GetUtcNow(), restore.Days), Runs = runs };
        var outcome = await CommitAsync(entry, restore, restored, EventType.ObjectRestoreCompleted, cancellationToken);
        if (outcome != WriteOutcome.Applied) await copier.DiscardAsync(runs);
        return (outcome, outcome == WriteOutcome.Applied ? record.Size : 0);
    }

    /// <summary>Removes the copy, which becomes garbage.</summary>
    /// <param name="entry">The version.</param>
    /// <param name="now">The time by which it has expired.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public async ValueTask<WriteOutcome> ExpireAsync(RestoreEntry entry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await ReadAsync(entry, cancellationToken) is not { Restore: { Until: { } until } restore } || until > now) return WriteOutcome.PreconditionFailed;
        return await CommitAsync(entry, restore, restored: null, EventType.ObjectRestoreDelete, cancellationToken);
    }

    private ValueTask<ObjectRecord?> ReadAsync(RestoreEntry entry, CancellationToken cancellationToken) =>
        index.GetVersionAsync(entry.Bucket, entry.Key, entry.Version, cancellationToken);

    private async ValueTask<WriteOutcome> CommitAsync(RestoreEntry entry, StoredRestore judged, StoredRestore? restored, EventType type, CancellationToken cancellationToken)
    {
        if (await catalog.GetBucketAsync(entry.Bucket, cancellationToken) is not { } bucket) return WriteOutcome.NoSuchBucket;
        var indexes = await events.IndexesOfAsync(bucket, cancellationToken);
        var update = new ObjectUpdate.SetRestore(restored, record => StoredRestore.AreSame(record.Restore, judged));

        // Not cut off: whether a row names the copy must not depend on the moment.
        return (await indexes(EventTriple.OfChange(type)).UpdateAsync(entry.Bucket, entry.Key, entry.Version, update, CancellationToken.None)).Outcome;
    }
}
