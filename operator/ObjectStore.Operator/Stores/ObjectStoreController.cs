using Microsoft.Extensions.Options;
using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Hosting;

namespace ObjectStore.Operator.Stores;

/// <summary>Makes gateways, the bundled database, Secrets and the curator of a store.</summary>
internal sealed class ObjectStoreController(
    StoreApplier applier, IStoreCurators curators, StatusWriter statuses, IOptions<OperatorOptions> options, TimeProvider time)
    : IEntityController<V1Alpha1ObjectStore>
{
    private static readonly TimeSpan LookAgainSoon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1Alpha1ObjectStore>> ReconcileAsync(V1Alpha1ObjectStore entity, CancellationToken cancellationToken)
    {
        var outcome = await Rejections.AsProblemAsync(() => applier.ApplyAsync(entity, cancellationToken), StoreOutcome.Refused);
        var status = StoreStatusPlan.Of(entity, outcome, options.Value.ClusterDomain, time.GetUtcNow());
        var fresh = new V1Alpha1ObjectStore { Metadata = new V1ObjectMeta { Name = entity.Metadata.Name, Namespace = entity.Metadata.Namespace }, Status = status };
        await statuses.WriteAsync(entity.Status, fresh, status, cancellationToken);
        var isReady = status.Conditions!.Any(static condition => condition is { Type: ConditionTypes.Ready, Status: "True" });
        return ReconciliationResult<V1Alpha1ObjectStore>.Success(entity, isReady ? LookAgain : LookAgainSoon);
    }

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1Alpha1ObjectStore>> DeletedAsync(V1Alpha1ObjectStore entity, CancellationToken cancellationToken)
    {
        await curators.RemoveAsync(entity.Key(), cancellationToken);
        return ReconciliationResult<V1Alpha1ObjectStore>.Success(entity);
    }
}
