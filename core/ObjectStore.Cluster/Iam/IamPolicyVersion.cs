namespace ObjectStore.Cluster.Iam;

/// <summary>A version of a managed policy. Immutable.</summary>
/// <param name="Number">From 1; never given twice to versions of one policy.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Document">JSON, as it was sent.</param>
public sealed record IamPolicyVersion(int Number, DateTimeOffset CreatedAt, string Document)
{
    /// <summary>As requests name it, such as <c>v1</c>.</summary>
    public string Name => NameOf(Number);

    /// <summary>The name of a version of this number.</summary>
    public static string NameOf(int number) => $"v{number}";
}
