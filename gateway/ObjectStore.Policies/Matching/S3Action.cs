namespace ObjectStore.Policies.Matching;

/// <summary>An action of S3 as policies name it, by its place in the closed list <see cref="S3Actions"/>.</summary>
/// <param name="Index">From 0.</param>
public readonly record struct S3Action(int Index)
{
    /// <summary>With the prefix <c>s3:</c>.</summary>
    public string Name => S3Actions.Names[Index];

    /// <inheritdoc />
    public override string ToString() => Name;
}
