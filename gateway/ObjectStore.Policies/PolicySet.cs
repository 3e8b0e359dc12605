namespace ObjectStore.Policies;

/// <summary>The policies that apply to a request.</summary>
public readonly record struct PolicySet
{
    /// <summary>Of the identity; null when it has none, which is another thing than an empty list: that allows nothing.</summary>
    public IReadOnlyList<PolicyDocument>? Identity { get; init; }

    /// <summary>What the identity is limited to, also where a bucket's policy allows it more; null for no limit.</summary>
    public PolicyDocument? Boundary { get; init; }

    /// <summary>Of the session, which limits what the identity's policies allow, and what a bucket's policy allows to the role; null for no limit.</summary>
    public PolicyDocument? Session { get; init; }

    /// <summary>Of the bucket.</summary>
    public PolicyDocument? Bucket { get; init; }

    /// <summary>Whether a statement of the bucket policy that allows an account leaves it to that account whom of its members it allows.</summary>
    public bool AccountsDelegate { get; init; }

    /// <summary>Whether there is any.</summary>
    public bool IsEmpty => Identity is null && Boundary is null && Session is null && Bucket is null;
}
