namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>What the store shall be.</summary>
public sealed record ObjectStoreSpec
{
    /// <summary>Region that clients sign for. Cannot be changed.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The storage pools in the same namespace that hold the data. The first has what is of the class STANDARD. One that has devices in the store stays in it.</summary>
    public required IReadOnlyList<PoolReference> Pools { get; init; }

    /// <summary>Storage classes beside those that pools name, and which pool has them. They come before those of pools.</summary>
    public IReadOnlyList<StoreStorageClass>? StorageClasses { get; init; }

    /// <summary>The processes that speak S3.</summary>
    public GatewaySpec Gateway { get; init; } = new();

    /// <summary>The database of the index. Exactly one kind.</summary>
    public required IndexSpec Index { get; init; }

    /// <summary>Secret whose key "key" encrypts secret access keys in the catalog. Without it the operator makes one, which must be kept with the backups.</summary>
    public string? MasterKeySecretName { get; init; }

    /// <summary>Secret with accessKey and secretKey of the administrator. Without it the operator makes one.</summary>
    public string? AdminSecretName { get; init; }

    /// <summary>Keys of server-side encryption.</summary>
    public StoreEncryption Encryption { get; init; } = new();

    /// <summary>Where events of buckets may go.</summary>
    public StoreEvents Events { get; init; } = new();

    /// <summary>S3 endpoints to which rules of buckets may replicate. A rule chooses among these names.</summary>
    public IReadOnlyList<StoreReplicationTarget>? ReplicationTargets { get; init; }

    /// <summary>Closes all pods of the store and its pools to connections that they do not need. Whatever enforces network policies has to be there.</summary>
    public StoreNetworkPolicy? NetworkPolicy { get; init; }
}
