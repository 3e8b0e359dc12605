namespace ObjectStore.Operator.Foreign;

/// <summary>The key of a certificate.</summary>
public sealed record V1CertificatePrivateKey
{
    /// <summary><c>ECDSA</c> or <c>RSA</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Bits.</summary>
    public required int Size { get; init; }

    /// <summary><c>Always</c> makes a new key with each certificate.</summary>
    public required string RotationPolicy { get; init; }
}
