using ObjectStore.Policies.Access;
using ObjectStore.Policies.Matching;

namespace ObjectStore.Gateway.Authorization;

/// <summary>What an operation is to policies and access control lists.</summary>
/// <param name="Action">Its action.</param>
/// <param name="VersionAction">Its action when it names a version.</param>
/// <param name="Needs">Which grants permit it.</param>
/// <param name="IsPerKey">Whether the request is allowed or not key by key, which the operation asks for itself.</param>
internal sealed record OperationAction(PolicyAction Action, PolicyAction VersionAction, AccessNeeds Needs, bool IsPerKey);
