namespace ObjectStore.Curator.Replication;

/// <summary>The gateway that objects are read from where the settings name none: that of the same process. Registered by its host.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Region">Its region.</param>
/// <param name="AccessKey">Access key of an identity that may read everything.</param>
/// <param name="SecretKey">Its secret.</param>
public sealed record ReplicationSource(Uri Address, string Region, string AccessKey, string SecretKey)
{
    /// <inheritdoc />
    public override string ToString() => Address.ToString();
}
