namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One S3 endpoint.</summary>
public sealed record StoreReplicationTarget
{
    /// <summary>Its name, as rules of buckets have it: letters, digits, hyphens and underscores. Rules that name none mean "default".</summary>
    public required string Name { get; init; }

    /// <summary>Its address, http or https, without a path.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Region that requests are signed for.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of who writes there, and with "ca.crt" where an authority of one's own signs for the endpoint. Followed when it changes.</summary>
    public required string SecretName { get; init; }

    /// <summary>Whether it is a store of this kind, where versions keep their ids.</summary>
    public bool KeepsVersions { get; init; } = true;
}
