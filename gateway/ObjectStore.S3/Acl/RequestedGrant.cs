using ObjectStore.Policies.Acl;

namespace ObjectStore.S3.Acl;

/// <summary>A grant as a client asks for it; whether there is such a user is not known yet.</summary>
/// <param name="Form">How the grantee is named.</param>
/// <param name="Value">The name.</param>
/// <param name="Permission">What is granted.</param>
public readonly record struct RequestedGrant(GranteeForm Form, string Value, AclPermission Permission);
