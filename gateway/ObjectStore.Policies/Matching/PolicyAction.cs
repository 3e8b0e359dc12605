namespace ObjectStore.Policies.Matching;

/// <summary>An action of S3, IAM or STS as policies name it, by its place in the closed list <see cref="ActionNames"/>.</summary>
/// <param name="Index">From 0.</param>
public readonly record struct PolicyAction(int Index)
{
    /// <summary>With the prefix of its service, such as <c>s3:</c>.</summary>
    public string Name => ActionNames.All[Index];

    /// <inheritdoc />
    public override string ToString() => Name;
}
