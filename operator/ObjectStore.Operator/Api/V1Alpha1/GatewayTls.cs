namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>The certificate that gateways show, one of three kinds. Without it clients speak plain HTTP: their requests are signed, but not encrypted.</summary>
public sealed record GatewayTls
{
    /// <summary>Secret with tls.crt and tls.key, of somebody else's making. Gateways take a new one up without a restart.</summary>
    public string? SecretName { get; init; }

    /// <summary>Has the operator sign one. Clients find the authority as ca.crt in the Secret of a BucketAccess.</summary>
    public bool SelfSigned { get; init; }

    /// <summary>Has cert-manager issue and renew one. Its authority, where the issuer tells it, is ca.crt in the Secret of a BucketAccess.</summary>
    public GatewayCertManager? CertManager { get; init; }
}
