using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Lifecycle;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Transitions;

/// <summary>Moves versions to the pool of another storage class, or to the other one of their own: copies their bytes, then swaps the row in one commit. What is read meanwhile is read from where it was.</summary>
/// <remarks>
/// Parts of a multipart object move one by one, so that a move of terabytes that is cut off goes on with the part that it was at; the class is written when the last one has moved. Thread-safe.
/// </remarks>
internal sealed class ObjectMover(IObjectIndex index, StripeCopier copier) : IDisposable
{
    /// <summary>Guess: copies at once; each holds the buffers of two stripes, and one is seldom what bounds the rate.</summary>
    private const int CopiesMax = 2;

    private const int PartsPerPage = 100;

    private readonly SemaphoreSlim _copies = new(CopiesMax);

    /// <summary>Moves a version, unless it is no longer what was judged.</summary>
    /// <param name="told">The index through which the move is told to others.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <param name="transition">What is due.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <returns>Applied, PreconditionFailed (it is not), NoSuchKey (it is gone) or NoSuchBucket.</returns>
    /// <exception cref="StorageException">It stays where it was, or as far as it has come.</exception>
    public async ValueTask<WriteOutcome> MoveAsync(IObjectIndex told, BucketId bucket, ObjectKey key, LifecycleTransition transition, CancellationToken cancellationToken)
    {
        if (await index.GetVersionAsync(bucket, key, transition.Version, cancellationToken) is not { IsDeleteMarker: false } record) return WriteOutcome.NoSuchKey;
        if (record.LastModified != transition.LastModified || !transition.IsDue(record)) return WriteOutcome.PreconditionFailed;
        await _copies.WaitAsync(cancellationToken);
        try
        {
            if (record.Upload is { } upload)
            {
                if (transition.Tier is not null && await BeginAsync(bucket, key, transition) is var begun and not WriteOutcome.Applied) return begun;
                if (await MovePartsAsync(bucket, key, upload, transition.Pool, cancellationToken) is var moved and not WriteOutcome.Applied) return moved;
            }

            return await MoveAsync(told, bucket, key, record, transition, cancellationToken);
        }
        finally
        {
            _copies.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _copies.Dispose();

    private async ValueTask<WriteOutcome> MoveAsync(
        IObjectIndex told, BucketId bucket, ObjectKey key, ObjectRecord record, LifecycleTransition transition, CancellationToken cancellationToken)
    {
        var owner = new FragmentOwner(bucket, key, Upload: null, PartNumber: 0);
        var isThere = await copier.IsInAsync(record.Runs, transition.Pool, cancellationToken);
        var runs = isThere ? record.Runs : await copier.CopyAsync(record.Runs, owner, transition.Pool, cancellationToken);
        var move = new ObjectMove
        {
            Version = transition.Version,
            LastModified = transition.LastModified,
            From = record.Runs,
            To = runs,
            StorageClass = transition.StorageClass,
            Tiering = transition.Tiering,
            IsDue = transition.IsDue,
        };

        // Not cut off: whether a row names the copy must not depend on the moment.
        var outcome = await told.MoveAsync(bucket, key, move, CancellationToken.None);
        if (outcome != WriteOutcome.Applied && !isThere) await copier.DiscardAsync(runs);
        return outcome;
    }

    /// <summary>Says in the row that parts are on their way to another tier: where they stay when the move is cut off, the next walk finds it.</summary>
    private async ValueTask<WriteOutcome> BeginAsync(BucketId bucket, ObjectKey key, LifecycleTransition transition)
    {
        var update = new ObjectUpdate.SetTier(StorageTier.Between, record => record.LastModified == transition.LastModified && transition.IsDue(record));
        return (await index.UpdateAsync(bucket, key, transition.Version, update, CancellationToken.None)).Outcome;
    }

    private async ValueTask<WriteOutcome> MovePartsAsync(BucketId bucket, ObjectKey key, UploadId upload, PoolName? pool, CancellationToken cancellationToken)
    {
        IReadOnlyList<PartRecord> page = [];
        do
        {
            page = await index.ListPartsAsync(bucket, key, upload, page is [.., var last] ? last.PartNumber : 0, PartsPerPage, cancellationToken);
            foreach (var part in page)
            {
                if (await copier.IsInAsync(part.Runs, pool, cancellationToken)) continue;
                var runs = await copier.CopyAsync(part.Runs, new FragmentOwner(bucket, key, upload, (ushort)part.PartNumber), pool, cancellationToken);
                var outcome = await index.MovePartAsync(bucket, key, upload, part, runs, CancellationToken.None);
                if (outcome == WriteOutcome.Applied) continue;
                await copier.DiscardAsync(runs);
                return outcome == WriteOutcome.NoSuchUpload ? WriteOutcome.NoSuchKey : outcome;
            }
        }
        while (page.Count == PartsPerPage);
        return WriteOutcome.Applied;
    }
}
