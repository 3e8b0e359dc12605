namespace ObjectStore.CuratorHost;

/// <summary>Where the nodes of the cluster are. Not thread-safe: one caller at a time.</summary>
internal interface INodeList
{
    /// <summary>Their gRPC endpoints now.</summary>
    IReadOnlyList<Uri> Read();
}
