using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;

namespace ObjectStore.Operator.Buckets;

/// <summary>Deletes a bucket whose resource says so, and with its objects only when that is said, too. What holds it up stands in the conditions.</summary>
internal sealed class BucketFinalizer(OwnedCaches caches, IStoreCurators curators, StatusWriter statuses, TimeProvider time) : IEntityFinalizer<V1Alpha1Bucket>
{
    /// <summary>As it stands in metadata; never renamed.</summary>
    public const string Identifier = "objectstore.dev/bucket";

    private const string Delete = "Delete";
    private const string Emptying = "Emptying";
    private const string VersionsStay = "VersionsStay";
    private const int PageObjects = 1_000;

    /// <summary>Deletions at a time of objects in one bucket.</summary>
    private const int DeletionsMax = 32;

    /// <summary>Versions of one bucket that are deleted before other buckets have their turn.</summary>
    private const int PassDeletions = 10_000;

    private static readonly TimeSpan GoOn = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>All that stays is looked at each time, and retentions last for days.</summary>
    private static readonly TimeSpan LookAtLockedAgain = TimeSpan.FromMinutes(5);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1Alpha1Bucket>> FinalizeAsync(V1Alpha1Bucket entity, CancellationToken cancellationToken)
    {
        if (entity.Spec is not { DeletionPolicy: Delete }) return ReconciliationResult<V1Alpha1Bucket>.Success(entity);
        if (BucketClaims.FindOther(entity, caches.Resources<V1Alpha1Bucket>()) is not null) return ReconciliationResult<V1Alpha1Bucket>.Success(entity);

        // A store that is gone has taken the bucket out of reach.
        if (caches.Resources<V1Alpha1ObjectStore>().Get(BucketClaims.StoreOf(entity)) is not { } store) return ReconciliationResult<V1Alpha1Bucket>.Success(entity);
        var problem = await curators.FindAsync(store.Key(), cancellationToken) is { } access
            ? await DeleteAsync(entity, access, cancellationToken)
            : new SpecProblem("StoreNotReady", $"The index of the ObjectStore {store.Key()} is not open; the bucket is deleted when it is.");
        if (problem is null) return ReconciliationResult<V1Alpha1Bucket>.Success(entity);
        await TellAsync(entity, problem, cancellationToken);
        return ReconciliationResult<V1Alpha1Bucket>.Success(entity, WaitAfter(problem));
    }

    private static TimeSpan WaitAfter(SpecProblem problem) => problem.Reason switch
    {
        Emptying => GoOn,
        VersionsStay => LookAtLockedAgain,
        _ => LookAgain,
    };

    private static async Task<SpecProblem?> DeleteAsync(V1Alpha1Bucket entity, IStoreAccess access, CancellationToken cancellationToken)
    {
        var name = BucketClaims.NameOf(entity);
        try
        {
            if (await access.Catalog.GetBucketAsync(name, cancellationToken) is not { } bucket) return null;
            if (bucket.OwnerId != BucketClaims.OwnerIdOf(entity) && !IsAdopted(entity, bucket)) return null;
            if (await access.Catalog.DeleteBucketAsync(name, cancellationToken) != BucketDeletion.NotEmpty) return null;
            if (!entity.Spec!.ForceDelete) return new SpecProblem("BucketNotEmpty", $"The bucket {name} holds objects: delete them, or set forceDelete, or set the deletion policy to Retain.");
            if (!await TryEmptyAsync(bucket, access.Objects, cancellationToken)) return new SpecProblem(Emptying, $"The bucket {name} is being emptied.");
            return await access.Catalog.DeleteBucketAsync(name, cancellationToken) == BucketDeletion.NotEmpty
                ? new SpecProblem(VersionsStay, $"The bucket {name} holds versions that are locked, or is being written to while it is emptied.")
                : null;
        }
        catch (StorageException exception)
        {
            return new SpecProblem("IndexUnavailable", exception.Message);
        }
    }

    /// <summary>Asked for and done: a resource that never was ready has taken nothing over, nor has any what another namespace left.</summary>
    private static bool IsAdopted(V1Alpha1Bucket entity, BucketRecord bucket) =>
        entity.Spec!.Adopt && entity.Status?.BucketName is not null && !BucketClaims.IsOfAnotherNamespace(bucket.OwnerId, entity);

    /// <summary>All versions and delete markers; those under a retention or legal hold stay.</summary>
    /// <returns>False when there may be more.</returns>
    private static async Task<bool> TryEmptyAsync(BucketRecord bucket, IObjectIndex objects, CancellationToken cancellationToken)
    {
        var (after, afterVersion) = (ReadOnlyMemory<byte>.Empty, (VersionName?)null);
        for (var deleted = 0; deleted < PassDeletions;)
        {
            var page = await objects.ListVersionsAsync(bucket.Id, new ObjectListQuery(default, default, after, PageObjects), afterVersion, cancellationToken);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = DeletionsMax, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(page.Versions, parallel, async (version, token) =>
            {
                if (await objects.DeleteAsync(bucket.Id, version.Listed.Key, new ObjectDeletion { Version = version.Version }, token) == WriteOutcome.Applied) Interlocked.Increment(ref deleted);
            });
            if (!page.IsTruncated) return true;
            (after, afterVersion) = (page.NextKey, page.NextVersion);
        }

        return false;
    }

    private Task TellAsync(V1Alpha1Bucket entity, SpecProblem problem, CancellationToken cancellationToken)
    {
        var status = (entity.Status ?? new BucketStatus()) with
        {
            ObservedGeneration = entity.Metadata.Generation,
            Conditions = ConditionList.Next(entity.Status?.Conditions, ConditionDraft.OfDeletion(problem), entity.Metadata.Generation, time.GetUtcNow()),
        };
        var fresh = new V1Alpha1Bucket { Metadata = new V1ObjectMeta { Name = entity.Metadata.Name, Namespace = entity.Metadata.Namespace }, Status = status };
        return statuses.WriteAsync(entity.Status, fresh, status, cancellationToken);
    }
}
