namespace ObjectStore.Operator.Foreign;

/// <summary>The key of a certificate.</summary>
public sealed record V1CertificatePrivateKey
{
    /// <summary><c>ECDSA</c> or <c>RSA</c>.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Bits.</summary>
    public int? Size { get; init; }

    /// <summary><c>Always</c> makes a new key with each certificate.</summary>
    public string? RotationPolicy { get; init; }
}
