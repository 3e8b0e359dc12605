namespace ObjectStore.Cluster.Iam;

/// <summary>A policy with a name of its own, which users, groups and roles of the account attach.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="AccountId">Account; <c>aws</c> for those that every account has.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Name">Name.</param>
/// <param name="Path">Path.</param>
/// <param name="Document">JSON, as it was sent.</param>
public sealed record IamManagedPolicy(string Id, string AccountId, DateTimeOffset CreatedAt, string Name, string Path, string Document) : IamEntity(Id, AccountId, CreatedAt)
{
    /// <summary>Free text, or empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>As attachments name it.</summary>
    public string Arn => $"arn:aws:iam::{AccountId}:policy{Path}{Name}";
}
