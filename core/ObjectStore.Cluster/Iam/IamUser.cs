namespace ObjectStore.Cluster.Iam;

/// <summary>A user of an account.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="AccountId">Account.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Name">Name.</param>
/// <param name="Path">Path.</param>
public sealed record IamUser(string Id, string AccountId, DateTimeOffset CreatedAt, string Name, string Path) : IamPrincipal(Id, AccountId, CreatedAt, Name, Path)
{
    /// <summary>Ids of the groups that it is in.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>As policies name it.</summary>
    public string Arn => $"arn:aws:iam::{AccountId}:user{Path}{Name}";
}
