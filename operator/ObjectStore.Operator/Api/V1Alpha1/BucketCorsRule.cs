namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One rule; the first that matches counts.</summary>
public sealed record BucketCorsRule
{
    /// <summary>Name of the rule.</summary>
    public string? Id { get; init; }

    /// <summary>Origins, each with at most one "*".</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>Methods of requests.</summary>
    public required IReadOnlyList<string> AllowedMethods { get; init; }

    /// <summary>Headers that a request may have, each with at most one "*".</summary>
    public IReadOnlyList<string>? AllowedHeaders { get; init; }

    /// <summary>Headers of an answer that a script may see.</summary>
    public IReadOnlyList<string>? ExposeHeaders { get; init; }

    /// <summary>Seconds for which a browser may remember the answer.</summary>
    public int? MaxAgeSeconds { get; init; }
}
