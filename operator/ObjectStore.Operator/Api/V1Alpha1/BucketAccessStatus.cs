using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>How the access is.</summary>
public sealed record BucketAccessStatus
{
    /// <summary>Generation of the spec that the status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Ready, Granted and others.</summary>
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Secret with the credentials.</summary>
    public string? SecretName { get; init; }

    /// <summary>Access key in use.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>Access key that still works besides.</summary>
    public string? PreviousAccessKeyId { get; init; }

    /// <summary>When the access key was made.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>When the previous access key stops working.</summary>
    public DateTimeOffset? PreviousExpiresAt { get; init; }
}
