namespace ObjectStore.Cluster.Iam;

/// <summary>An entity with a name that policies are attached to: a user, a group or a role. Immutable.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="AccountId">Account.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Name">Name; within its kind and account no other is the same in any case.</param>
/// <param name="Path">Begins and ends with a slash.</param>
public abstract record IamPrincipal(string Id, string AccountId, DateTimeOffset CreatedAt, string Name, string Path) : IamEntity(Id, AccountId, CreatedAt)
{
    /// <summary>Policies of its own, in JSON, by their names in order.</summary>
    public IReadOnlyList<IamInlinePolicy> Policies { get; init; } = [];

    /// <summary>ARNs of managed policies, in order.</summary>
    public IReadOnlyList<string> Attached { get; init; } = [];

    /// <summary>ARN of the managed policy that limits what all others allow; null for none. Groups have none.</summary>
    public string? Boundary { get; init; }

    /// <summary>Names and values, in the order in which they were set.</summary>
    public IReadOnlyList<IamTag> Tags { get; init; } = [];
}
