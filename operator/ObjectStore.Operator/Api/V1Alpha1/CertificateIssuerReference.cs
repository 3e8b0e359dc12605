namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Issuer of cert-manager that makes the certificate.</summary>
public sealed record CertificateIssuerReference
{
    /// <summary>Name of the issuer.</summary>
    public required string Name { get; init; }

    /// <summary>Issuer of this namespace, or of the cluster.</summary>
    public string Kind { get; init; } = "Issuer";
}
