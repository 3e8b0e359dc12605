namespace ObjectStore.Cluster.Iam;

/// <summary>A role, which those whom its trust policy names may assume.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="AccountId">Account.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Name">Name.</param>
/// <param name="Path">Path.</param>
/// <param name="TrustPolicy">Who may assume it: a policy in JSON, as it was sent.</param>
/// <param name="MaxSession">Longest session.</param>
public sealed record IamRole(string Id, string AccountId, DateTimeOffset CreatedAt, string Name, string Path, string TrustPolicy, TimeSpan MaxSession)
    : IamPrincipal(Id, AccountId, CreatedAt, Name, Path)
{
    /// <summary>Free text, or empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>As policies name it.</summary>
    public string Arn => $"arn:aws:iam::{AccountId}:role{Path}{Name}";
}
