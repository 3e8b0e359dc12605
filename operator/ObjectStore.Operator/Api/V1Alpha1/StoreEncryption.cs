namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Keys of server-side encryption. Objects that they encrypted cannot be read without them.</summary>
public sealed record StoreEncryption
{
    /// <summary>Secret whose key "keys.yaml" has the master keys of SSE-S3, the newest last. Without it the operator makes one, which must be kept with the backups.</summary>
    public string? MasterKeysSecretName { get; init; }

    /// <summary>Secret whose key "keys.yaml" has the keys of SSE-KMS by their ids. Without it, and without vault, SSE-KMS is refused.</summary>
    public string? KmsKeysSecretName { get; init; }

    /// <summary>A server of Vault or OpenBao that has the keys of SSE-KMS, in place of a Secret.</summary>
    public VaultTransit? Vault { get; init; }
}
