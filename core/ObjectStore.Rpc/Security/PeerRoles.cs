namespace ObjectStore.Rpc.Security;

/// <summary>What a process of the cluster is, by its certificate; or which of these may make a call.</summary>
[Flags]
public enum PeerRoles
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>Serves S3.</summary>
    Gateway = 1,

    /// <summary>Owns devices.</summary>
    Node = 2,

    /// <summary>Looks after the data.</summary>
    Curator = 4,

    /// <summary>Whoever has a certificate of the cluster.</summary>
    Any = Gateway | Node | Curator,
}
