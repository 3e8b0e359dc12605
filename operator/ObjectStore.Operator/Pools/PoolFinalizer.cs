using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Stores;

namespace ObjectStore.Operator.Pools;

/// <summary>Keeps a pool, at work, as long as a store has its data there, and says which. The devices are left as they are in any case.</summary>
internal sealed class PoolFinalizer(OwnedCaches caches, PoolApplier applier, StatusWriter statuses, TimeProvider time) : IEntityFinalizer<V1Alpha1StoragePool>
{
    /// <summary>As it stands in metadata; never renamed.</summary>
    public const string Identifier = "objectstore.dev/storagepool";

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1Alpha1StoragePool>> FinalizeAsync(V1Alpha1StoragePool entity, CancellationToken cancellationToken)
    {
        if (PoolClaims.OwnerOf(entity, caches.Resources<V1Alpha1ObjectStore>().List()) is not { } store)
            return ReconciliationResult<V1Alpha1StoragePool>.Success(entity);
        var problem = PoolClaims.IsNamedBy(entity, store)
            ? new SpecProblem("StoreExists", $"The ObjectStore {store.Metadata.Name} has its data in the pool. Delete it first.")
            : new SpecProblem("PoolHoldsData", $"The ObjectStore {store.Metadata.Name} names the pool no more, but has it in its cluster map for as long as it exists. Delete it first.");

        // Storage nodes need their zones, certificates, budgets and repairs for as long as the store does. What is refused is told no more.
        var outcome = await Rejections.AsProblemAsync(() => applier.ApplyAsync(entity, cancellationToken), refused => PoolApplier.Refused(entity, refused));
        var status = PoolStatusPlan.Of(entity, outcome, time.GetUtcNow()) with
        {
            Conditions = ConditionList.Next(entity.Status?.Conditions, ConditionDraft.OfDeletion(problem), entity.Metadata.Generation, time.GetUtcNow()),
        };
        var fresh = new V1Alpha1StoragePool { Metadata = new V1ObjectMeta { Name = entity.Metadata.Name, Namespace = entity.Metadata.Namespace }, Status = status };
        await statuses.WriteAsync(entity.Status, fresh, status, cancellationToken);
        return ReconciliationResult<V1Alpha1StoragePool>.Success(entity, LookAgain);
    }
}
