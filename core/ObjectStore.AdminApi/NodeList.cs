namespace ObjectStore.AdminApi;

/// <summary>All nodes that have devices.</summary>
/// <param name="Nodes">In the order of zones and names.</param>
public sealed record NodeList(IReadOnlyList<NodeInfo> Nodes);
