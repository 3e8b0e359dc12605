namespace ObjectStore.Cluster.Iam;

/// <summary>Anything that an account has in IAM; a state of its own in the catalog, <c>iam/</c> and its id. Immutable.</summary>
/// <param name="Id">Unique for ever, upper-case letters and digits: <see cref="IamIds"/>.</param>
/// <param name="AccountId">The account: the canonical user id of its root, which owns its buckets.</param>
/// <param name="CreatedAt">When it was made.</param>
public abstract record IamEntity(string Id, string AccountId, DateTimeOffset CreatedAt);
