using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Tests.ApiServers;

public sealed record V1WidgetStatus
{
    public string? Phase { get; init; }

    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}
