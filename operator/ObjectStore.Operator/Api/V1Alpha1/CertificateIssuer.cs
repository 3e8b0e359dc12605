namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Who signs it.</summary>
public sealed record CertificateIssuer
{
    /// <summary>Name of the issuer.</summary>
    public required string Name { get; init; }

    /// <summary>Issuer for one in the store's namespace, ClusterIssuer for one of the cluster, or a kind of another group.</summary>
    public string Kind { get; init; } = "Issuer";

    /// <summary>Group of the kind.</summary>
    public string Group { get; init; } = "cert-manager.io";
}
