namespace ObjectStore.Cluster.Iam;

/// <summary>A key pair of a user, or of the root of an account.</summary>
/// <param name="Id">The access key.</param>
/// <param name="AccountId">Account.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UserId">Id of the user; empty for the account's root.</param>
/// <param name="SecretKey">The shared secret; sealed in the catalog.</param>
/// <param name="IsActive">Whether it works.</param>
public sealed record IamAccessKey(string Id, string AccountId, DateTimeOffset CreatedAt, string UserId, string SecretKey, bool IsActive) : IamEntity(Id, AccountId, CreatedAt)
{
    /// <summary>The access key alone, so that no log can hold the secret.</summary>
    public override string ToString() => Id;
}
