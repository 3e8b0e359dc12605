namespace ObjectStore.Operator.Foreign;

/// <summary>Who signs a certificate.</summary>
public sealed record V1CertificateIssuer
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind, <c>Issuer</c> or <c>ClusterIssuer</c> of cert-manager's own.</summary>
    public required string Kind { get; init; }

    /// <summary>Group of the kind.</summary>
    public required string Group { get; init; }
}
