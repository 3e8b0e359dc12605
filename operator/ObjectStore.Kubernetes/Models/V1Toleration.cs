namespace ObjectStore.Kubernetes.Models;

/// <summary>Taints that a pod bears.</summary>
public sealed record V1Toleration
{
    /// <summary>The taint; null for all.</summary>
    public string? Key { get; init; }

    /// <summary><c>Exists</c> or <c>Equal</c>.</summary>
    public string? Operator { get; init; }

    /// <summary>Its value.</summary>
    public string? Value { get; init; }

    /// <summary>Its effect; null for all.</summary>
    public string? Effect { get; init; }

    /// <summary>How long, for <c>NoExecute</c>.</summary>
    public long? TolerationSeconds { get; init; }
}
