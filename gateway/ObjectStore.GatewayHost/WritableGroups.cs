using ObjectStore.Admin.Health;
using ObjectStore.Cluster.Nodes;
using ObjectStore.Placement;

namespace ObjectStore.GatewayHost;

/// <summary>A gateway is ready when it knows placement groups, and nodes that hold them.</summary>
internal sealed class WritableGroups(PlacementSelector selector, ClusterNodes nodes) : IReadinessCheck
{
    /// <inheritdoc />
    public ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken)
    {
        var groups = selector.Map.Groups.Count;
        var answering = nodes.Descriptions.Count;
        return ValueTask.FromResult(new Readiness(groups > 0 && answering > 0, $"placement groups: {groups}, nodes that answer: {answering}"));
    }
}
