namespace ObjectStore.Cluster.Iam;

/// <summary>A tag of a user or role.</summary>
/// <param name="Key">Name.</param>
/// <param name="Value">Value; may be empty.</param>
public sealed record IamTag(string Key, string Value);
