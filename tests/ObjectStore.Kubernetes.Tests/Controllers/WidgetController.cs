using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Tests.ApiServers;

namespace ObjectStore.Kubernetes.Tests.Controllers;

public sealed class WidgetController(WidgetScript script) : IEntityController<V1Widget>
{
    public async Task<ReconciliationResult<V1Widget>> ReconcileAsync(V1Widget entity, CancellationToken cancellationToken)
    {
        script.Reconciled.Enqueue(entity);
        script.Enter(entity.Key());
        await Task.Delay(1, cancellationToken);
        script.Leave(entity.Key());

        // Every other failure is thrown.
        if (script.FailsNow()) return script.Reconciled.Count % 2 == 0 ? throw new InvalidOperationException("As the test wants.") : ReconciliationResult<V1Widget>.Failure(entity, "As the test wants.");
        script.Succeeded.Enqueue(entity);
        return script.RequeueAfter is { } later ? ReconciliationResult<V1Widget>.Success(entity, later) : ReconciliationResult<V1Widget>.Success(entity);
    }

    public Task<ReconciliationResult<V1Widget>> DeletedAsync(V1Widget entity, CancellationToken cancellationToken)
    {
        script.Deleted.Enqueue(entity);
        return Task.FromResult(ReconciliationResult<V1Widget>.Success(entity));
    }
}
