namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>When current objects expire: exactly one of these.</summary>
public sealed record BucketLifecycleExpiration
{
    /// <summary>Days after an object was written.</summary>
    public int? Days { get; init; }

    /// <summary>A day (UTC), as in 2030-01-31, from which on everything expires.</summary>
    public string? Date { get; init; }

    /// <summary>Removes delete markers that have no versions below them.</summary>
    public bool? ExpiredObjectDeleteMarker { get; init; }
}
