namespace ObjectStore.Cluster.Iam;

/// <summary>A group of users, who have its policies; which users are in it is told by them.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="AccountId">Account.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Name">Name.</param>
/// <param name="Path">Path.</param>
public sealed record IamGroup(string Id, string AccountId, DateTimeOffset CreatedAt, string Name, string Path) : IamPrincipal(Id, AccountId, CreatedAt, Name, Path)
{
    /// <summary>As policies name it.</summary>
    public string Arn => $"arn:aws:iam::{AccountId}:group{Path}{Name}";
}
