namespace ObjectStore.Sts;

/// <summary>An issuer of web identities that every account knows.</summary>
public sealed class IssuerOptions
{
    /// <summary>The issuer as its tokens name it, such as <c>https://kubernetes.default.svc.cluster.local</c>.</summary>
    public string Url { get; init; } = "";

    /// <summary>Audiences of tokens that are taken.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>File with the certificates, in PEM, that alone vouch for the issuer's; empty for those that the system trusts. Read for each fetch.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>File with a bearer token that the issuer wants to see, as a Kubernetes API server may; empty for none. Read for each fetch.</summary>
    public string TokenFile { get; init; } = "";
}
