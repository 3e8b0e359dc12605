using ObjectStore.Operator.Certificates;

namespace ObjectStore.Operator.Curators;

/// <summary>What a store's curator needs to talk to others; may change while it works.</summary>
internal sealed class CuratorSecrets(byte[] connection, byte[] masterKey, ClusterAuthority authority)
{
    /// <summary>Connection string of the index.</summary>
    public byte[] Connection { get; } = connection;

    /// <summary>Seals secret access keys in the catalog.</summary>
    public byte[] MasterKey { get; } = masterKey;

    /// <summary>Issues the curator's own certificate.</summary>
    public ClusterAuthority Authority { get; } = authority;
}
