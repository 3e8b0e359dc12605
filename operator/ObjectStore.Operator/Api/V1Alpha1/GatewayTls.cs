namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>The certificate that gateways show. Without it one that the operator signs.</summary>
public sealed record GatewayTls
{
    /// <summary>Secret with tls.crt and tls.key, of somebody else's making.</summary>
    public string? SecretName { get; init; }

    /// <summary>Issuer of cert-manager that makes the certificate.</summary>
    public CertificateIssuerReference? Issuer { get; init; }
}
