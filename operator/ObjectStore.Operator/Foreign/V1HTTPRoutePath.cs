namespace ObjectStore.Operator.Foreign;

/// <summary>Paths of requests.</summary>
public sealed record V1HTTPRoutePath
{
    /// <summary><c>PathPrefix</c> or <c>Exact</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The path.</summary>
    public string? Value { get; init; }
}
