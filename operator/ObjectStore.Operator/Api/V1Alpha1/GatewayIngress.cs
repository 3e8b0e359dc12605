namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>An Ingress for hostnames, with a wildcard for buckets as subdomains, and for websiteDomains.</summary>
public sealed record GatewayIngress
{
    /// <summary>IngressClass that carries it out. Without it the default of the cluster.</summary>
    public string? ClassName { get; init; }

    /// <summary>Annotations for it, such as its limit of the size of requests.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Secret with its certificate, for hostnames and all wildcards. Without it there is no TLS.</summary>
    public string? TlsSecretName { get; init; }
}
