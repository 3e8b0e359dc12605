namespace ObjectStore.Cluster.Iam;

/// <summary>A policy that a user, group or role has for itself.</summary>
/// <param name="Name">Name within its owner.</param>
/// <param name="Document">JSON, as it was sent.</param>
public sealed record IamInlinePolicy(string Name, string Document);
