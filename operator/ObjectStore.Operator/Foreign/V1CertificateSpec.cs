namespace ObjectStore.Operator.Foreign;

/// <summary>The certificate that is asked for.</summary>
public sealed record V1CertificateSpec
{
    /// <summary>Secret that gets tls.crt and tls.key.</summary>
    public string? SecretName { get; init; }

    /// <summary>Who signs it.</summary>
    public V1CertificateIssuer? IssuerRef { get; init; }

    /// <summary>Its names.</summary>
    public IReadOnlyList<string>? DnsNames { get; init; }

    /// <summary>How long it lives, as <c>2160h</c>.</summary>
    public string? Duration { get; init; }

    /// <summary>What it is for.</summary>
    public IReadOnlyList<string>? Usages { get; init; }

    /// <summary>Its key.</summary>
    public V1CertificatePrivateKey? PrivateKey { get; init; }
}
