namespace ObjectStore.Policies;

/// <summary>A role while it is assumed.</summary>
/// <param name="RoleArn">The role, as policies name it.</param>
/// <param name="SessionArn">The session, as policies name it.</param>
public sealed record AssumedRolePrincipal(string RoleArn, string SessionArn);
