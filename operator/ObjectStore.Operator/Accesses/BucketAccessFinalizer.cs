using ObjectStore.Core.Errors;
using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Watching;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Buckets;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;

namespace ObjectStore.Operator.Accesses;

/// <summary>Takes the access keys out of the catalog before the access goes. The Secret goes with its owner. What holds it up stands in the conditions.</summary>
internal sealed class BucketAccessFinalizer(OwnedCaches caches, IStoreCurators curators, StatusWriter statuses, TimeProvider time) : IEntityFinalizer<V1Alpha1BucketAccess>
{
    /// <summary>As it stands in metadata; never renamed.</summary>
    public const string Identifier = "objectstore.dev/bucketaccess";

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1Alpha1BucketAccess>> FinalizeAsync(V1Alpha1BucketAccess entity, CancellationToken cancellationToken)
    {
        // Which store it was in is not known any more when the buckets are gone: all are looked through. A key that is left over in none cannot be used in another.
        foreach (var store in caches.Resources<V1Alpha1ObjectStore>().List())
        {
            var key = store.Key();
            if (await curators.FindAsync(key, cancellationToken) is not { } access)
            {
                if (!IsUsed(entity, key, caches.Resources<V1Alpha1Bucket>())) continue;
                return await WaitAsync(entity, new SpecProblem("StoreNotReady", $"The index of the ObjectStore {key} is not open; the access keys are removed when it is."), cancellationToken);
            }

            try
            {
                await AccessIdentities.RemoveAsync(entity, access.Identities, cancellationToken);
            }
            catch (StorageException exception)
            {
                return await WaitAsync(entity, new SpecProblem("IndexUnavailable", exception.Message), cancellationToken);
            }
        }

        return ReconciliationResult<V1Alpha1BucketAccess>.Success(entity);
    }

    private async Task<ReconciliationResult<V1Alpha1BucketAccess>> WaitAsync(V1Alpha1BucketAccess entity, SpecProblem problem, CancellationToken cancellationToken)
    {
        var status = (entity.Status ?? new BucketAccessStatus()) with
        {
            ObservedGeneration = entity.Metadata.Generation,
            Conditions = ConditionList.Next(entity.Status?.Conditions, ConditionDraft.OfDeletion(problem), entity.Metadata.Generation, time.GetUtcNow()),
        };
        var fresh = new V1Alpha1BucketAccess { Metadata = new V1ObjectMeta { Name = entity.Metadata.Name, Namespace = entity.Metadata.Namespace }, Status = status };
        await statuses.WriteAsync(entity.Status, fresh, status, cancellationToken);
        return ReconciliationResult<V1Alpha1BucketAccess>.Success(entity, LookAgain);
    }

    private static bool IsUsed(V1Alpha1BucketAccess access, EntityKey store, IEntityCache<V1Alpha1Bucket> buckets) =>
        access.Status?.AccessKeyId is not null && (access.Spec?.BucketRefs ?? []).Any(reference =>
            buckets.Get(new EntityKey(reference.Namespace ?? access.Metadata.Namespace, reference.Name)) is { Spec: not null } bucket && BucketClaims.StoreOf(bucket) == store);
}
