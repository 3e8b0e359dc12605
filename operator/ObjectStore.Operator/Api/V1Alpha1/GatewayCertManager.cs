namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Has cert-manager issue and renew one. Its authority, where the issuer tells it, is ca.crt in the Secret of a BucketAccess.</summary>
public sealed record GatewayCertManager
{
    /// <summary>Who signs it.</summary>
    public required CertificateIssuer IssuerRef { get; init; }

    /// <summary>Names on the certificate, for issuers that sign no names inside a cluster. Without it those of the Service, of hostnames, and their wildcard.</summary>
    public IReadOnlyList<string>? DnsNames { get; init; }

    /// <summary>How long a certificate lives, in hours such as 2160h. Without it as cert-manager has it, 90 days. It is renewed when a third of that is left.</summary>
    public string? Duration { get; init; }
}
