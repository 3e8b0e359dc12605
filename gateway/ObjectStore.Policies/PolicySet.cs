namespace ObjectStore.Policies;

/// <summary>The policies that apply to a request.</summary>
public sealed record PolicySet
{
    /// <summary>Of the identity; null when it has none, which is another thing than an empty list: that allows nothing.</summary>
    public IReadOnlyList<PolicyDocument>? Identity { get; init; }

    /// <summary>Of the session; what it does not allow is not allowed.</summary>
    public PolicyDocument? Session { get; init; }

    /// <summary>Of the bucket.</summary>
    public PolicyDocument? Bucket { get; init; }

    /// <summary>Whether there is any.</summary>
    public bool IsEmpty => Identity is null && Session is null && Bucket is null;
}
