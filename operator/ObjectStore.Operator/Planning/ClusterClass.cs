namespace ObjectStore.Operator.Curators;

/// <summary>One storage class as a curator is told of it.</summary>
/// <param name="Name">As clients write it.</param>
/// <param name="ClusterPool">Name of its pool in the cluster map.</param>
internal sealed record CuratorClass(string Name, string ClusterPool);
