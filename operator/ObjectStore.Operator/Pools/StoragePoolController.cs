using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;

namespace ObjectStore.Operator.Pools;

/// <summary>Makes the storage nodes of a pool, and tells how its devices are.</summary>
internal sealed class StoragePoolController(PoolApplier applier, StatusWriter statuses, TimeProvider time) : IEntityController<V1Alpha1StoragePool>
{
    private static readonly TimeSpan LookAgainSoon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1Alpha1StoragePool>> ReconcileAsync(V1Alpha1StoragePool entity, CancellationToken cancellationToken)
    {
        var outcome = await Rejections.AsProblemAsync(() => applier.ApplyAsync(entity, cancellationToken), problem => PoolApplier.Refused(entity, problem));
        var status = PoolStatusPlan.Of(entity, outcome, time.GetUtcNow());
        var fresh = new V1Alpha1StoragePool { Metadata = new V1ObjectMeta { Name = entity.Metadata.Name, Namespace = entity.Metadata.Namespace }, Status = status };
        await statuses.WriteAsync(entity.Status, fresh, status, cancellationToken);
        return ReconciliationResult<V1Alpha1StoragePool>.Success(entity, IsSettled(status) ? LookAgain : LookAgainSoon);
    }

    /// <inheritdoc />
    public Task<ReconciliationResult<V1Alpha1StoragePool>> DeletedAsync(V1Alpha1StoragePool entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<V1Alpha1StoragePool>.Success(entity));

    private static bool IsSettled(StoragePoolStatus status) =>
        status.Conditions!.Any(static condition => condition is { Type: ConditionTypes.Ready, Status: "True" })
        && status.Conditions!.Any(static condition => condition is { Type: ConditionTypes.Progressing, Status: "False" });
}
