using ObjectStore.Core.Errors;
using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Watching;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Buckets;
using ObjectStore.Operator.Curators;

namespace ObjectStore.Operator.Accesses;

/// <summary>Takes the access keys out of the catalog before the access goes. The Secret goes with its owner.</summary>
internal sealed class BucketAccessFinalizer(OwnedCaches caches, IStoreCurators curators) : IEntityFinalizer<V1Alpha1BucketAccess>
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
                if (IsUsed(entity, key, caches.Resources<V1Alpha1Bucket>())) return ReconciliationResult<V1Alpha1BucketAccess>.Success(entity, LookAgain);
                continue;
            }

            try
            {
                await AccessIdentities.RemoveAsync(entity, access.Identities, cancellationToken);
            }
            catch (StorageException exception)
            {
                return ReconciliationResult<V1Alpha1BucketAccess>.Failure(entity, exception.Message, exception);
            }
        }

        return ReconciliationResult<V1Alpha1BucketAccess>.Success(entity);
    }

    private static bool IsUsed(V1Alpha1BucketAccess access, EntityKey store, IEntityCache<V1Alpha1Bucket> buckets) =>
        access.Status?.AccessKeyId is not null && (access.Spec?.BucketRefs ?? []).Any(reference =>
            buckets.Get(new EntityKey(reference.Namespace ?? access.Metadata.Namespace, reference.Name)) is { Spec: not null } bucket && BucketClaims.StoreOf(bucket) == store);
}
