namespace ObjectStore.Operator.Foreign;

/// <summary>Who signs a certificate.</summary>
public sealed record V1CertificateIssuer
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its kind, <c>Issuer</c> or <c>ClusterIssuer</c> of cert-manager's own.</summary>
    public string? Kind { get; init; }

    /// <summary>Group of the kind.</summary>
    public string? Group { get; init; }
}
