namespace ObjectStore.Rpc.Security;

/// <summary>Who is at the other end of a connection, by a certificate that was verified.</summary>
/// <param name="Role">Exactly one role.</param>
/// <param name="Name">The subject's common name.</param>
public sealed record PeerIdentity(PeerRoles Role, string Name);
