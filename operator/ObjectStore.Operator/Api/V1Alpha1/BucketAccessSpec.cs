namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>What the access shall be.</summary>
public sealed record BucketAccessSpec
{
    /// <summary>Buckets that may be used, all in one store.</summary>
    public required IReadOnlyList<BucketReference> BucketRefs { get; init; }

    /// <summary>What may be done with the objects: ReadOnly reads and lists them, WriteOnly puts them, ReadWrite does everything with them, Custom what the policy allows.</summary>
    public string Permission { get; init; } = "ReadWrite";

    /// <summary>Only objects whose keys begin so may be used.</summary>
    public string? Prefix { get; init; }

    /// <summary>Identity policy, a JSON document, for the permission Custom. It never allows more than the buckets and the prefix.</summary>
    public string? Policy { get; init; }

    /// <summary>Name of the Secret, and of the ConfigMap if there is one. Without it metadata.name.</summary>
    public string? SecretName { get; init; }

    /// <summary>Makes a ConfigMap, too, with all that is not secret.</summary>
    public bool ConfigMap { get; init; }

    /// <summary>Further keys of the Secret. In their values $(AWS_ACCESS_KEY_ID), $(AWS_SECRET_ACCESS_KEY), $(AWS_ENDPOINT_URL_S3), $(AWS_REGION), $(BUCKET_NAME) and $(BUCKET_PREFIX) are replaced.</summary>
    public IReadOnlyDictionary<string, string>? Template { get; init; }

    /// <summary>Replaces the credentials on a schedule. Without it only when the annotation objectstore.dev/rotate changes.</summary>
    public CredentialRotation? Rotation { get; init; }
}
