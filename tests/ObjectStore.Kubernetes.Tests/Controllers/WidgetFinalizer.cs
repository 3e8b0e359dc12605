using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Tests.ApiServers;

namespace ObjectStore.Kubernetes.Tests.Controllers;

public sealed class WidgetFinalizer(WidgetScript script) : IEntityFinalizer<V1Widget>
{
    public const string Identifier = V1Widget.Group + "/widget";

    public Task<ReconciliationResult<V1Widget>> FinalizeAsync(V1Widget entity, CancellationToken cancellationToken) =>
        Task.FromResult(script.FinalizerFailsNow() ? ReconciliationResult<V1Widget>.Failure(entity, "As the test wants.") : ReconciliationResult<V1Widget>.Success(entity));
}
