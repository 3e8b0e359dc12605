namespace ObjectStore.Operator.Curators;

/// <summary>One storage pool as a curator is told of it.</summary>
/// <param name="Name">Name of the resource, by which its pods are found.</param>
/// <param name="ClusterName">Name in the cluster map.</param>
/// <param name="ErasureProfile">Such as 4+2.</param>
internal sealed record CuratorPool(string Name, string ClusterName, string ErasureProfile);
