using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Buckets;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;

namespace ObjectStore.Operator.Stores;

/// <summary>Keeps a store, at work, as long as Bucket resources refer to it, and says which.</summary>
internal sealed class StoreFinalizer(OwnedCaches caches, StoreApplier applier, IStoreCurators curators, StatusWriter statuses, TimeProvider time) : IEntityFinalizer<V1Alpha1ObjectStore>
{
    /// <summary>As it stands in metadata; never renamed.</summary>
    public const string Identifier = "objectstore.dev/objectstore";

    private const int NamedMax = 5;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1Alpha1ObjectStore>> FinalizeAsync(V1Alpha1ObjectStore entity, CancellationToken cancellationToken)
    {
        var dependents = caches.Resources<V1Alpha1Bucket>().List().Where(bucket => bucket.Spec is not null && BucketClaims.StoreOf(bucket) == entity.Key()).Select(static bucket => bucket.Key().ToString()).Order(StringComparer.Ordinal).ToArray();
        if (dependents.Length == 0)
        {
            await curators.RemoveAsync(entity.Key(), cancellationToken);
            return ReconciliationResult<V1Alpha1ObjectStore>.Success(entity);
        }

        // Buckets that are to be deleted need the catalog for it. What is refused of the rest is told no more.
        await Rejections.AsProblemAsync(() => applier.ApplyAsync(entity, cancellationToken), StoreOutcome.Refused);
        var problem = new SpecProblem("BucketsExist", $"Bucket resources refer to the store ({dependents.Length}): {string.Join(", ", dependents.Take(NamedMax))}{(dependents.Length > NamedMax ? ", ..." : "")}. Delete them first.");
        var status = (entity.Status ?? new ObjectStoreStatus()) with
        {
            ObservedGeneration = entity.Metadata.Generation,
            Conditions = ConditionList.Next(entity.Status?.Conditions, ConditionDraft.OfDeletion(problem), entity.Metadata.Generation, time.GetUtcNow()),
        };
        var fresh = new V1Alpha1ObjectStore { Metadata = new V1ObjectMeta { Name = entity.Metadata.Name, Namespace = entity.Metadata.Namespace }, Status = status };
        await statuses.WriteAsync(entity.Status, fresh, status, cancellationToken);
        return ReconciliationResult<V1Alpha1ObjectStore>.Success(entity, LookAgain);
    }
}
