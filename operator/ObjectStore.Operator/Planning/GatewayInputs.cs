namespace ObjectStore.Operator.Planning;

/// <summary>What gateways need of other objects.</summary>
/// <param name="Cluster">Identity of the cluster.</param>
/// <param name="AdminSecret">Secret with the administrator's credentials.</param>
/// <param name="MasterKeySecret">Secret with the master key.</param>
/// <param name="EncryptionSecret">Secret with the keys of server-side encryption.</param>
/// <param name="ConnectionSecret">Secret with the connection string of the index.</param>
/// <param name="SecretsHash">Changes with what gateways read once, at start, so that they are replaced then.</param>
internal sealed record GatewayInputs(Guid Cluster, string AdminSecret, string MasterKeySecret, string EncryptionSecret, string ConnectionSecret, string SecretsHash)
{
    /// <summary>Storage classes, by name.</summary>
    public IReadOnlyList<ClusterClass> StorageClasses { get; init; } = [];
}
