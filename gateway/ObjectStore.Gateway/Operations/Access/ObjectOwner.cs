using ObjectStore.Policies.Acl;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>Who will own an object, and its list.</summary>
/// <param name="UserId">The owner.</param>
/// <param name="Acl">The list.</param>
internal sealed record ObjectOwner(string UserId, AccessControlList Acl);
