namespace ObjectStore.Kubernetes.Models;

/// <summary>More about a failure.</summary>
public sealed record V1StatusDetails
{
    /// <summary>The object.</summary>
    public string? Name { get; init; }

    /// <summary>Its group.</summary>
    public string? Group { get; init; }

    /// <summary>Its kind, in plural.</summary>
    public string? Kind { get; init; }

    /// <summary>Of the object.</summary>
    public string? Uid { get; init; }

    /// <summary>When it may be tried again.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Each problem.</summary>
    public IReadOnlyList<V1StatusCause>? Causes { get; init; }
}
