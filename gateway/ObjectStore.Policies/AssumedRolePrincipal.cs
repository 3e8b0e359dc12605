namespace ObjectStore.Policies;

/// <summary>A role while it is assumed.</summary>
/// <param name="RoleArn">The role, as policies name it.</param>
/// <param name="SessionArn">The session, as policies name it.</param>
/// <param name="SessionId">The role's id, a colon and the session's name.</param>
public sealed record AssumedRolePrincipal(string RoleArn, string SessionArn, string SessionId);
