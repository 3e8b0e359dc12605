using ObjectStore.Kubernetes.Client;

namespace ObjectStore.Kubernetes.Configuration;

/// <summary>Where the API server is, and who we are to it.</summary>
public sealed record KubernetesClientConfiguration
{
    private const string ServiceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Address of the API server.</summary>
    public required Uri Host { get; init; }

    /// <summary>Namespace where nothing else is said: the pod's own, or that of the context.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Certificates that sign the server's; null for those that the system trusts.</summary>
    public CredentialSource? CertificateAuthority { get; init; }

    /// <summary>Name that the server's certificate must have, when it is not the address's.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Takes any server for the right one. Only for tests on one machine.</summary>
    public bool UnsafeSkipTlsVerify { get; init; }

    /// <summary>Bearer token.</summary>
    public CredentialSource? AccessToken { get; init; }

    /// <summary>Own certificate in PEM.</summary>
    public CredentialSource? ClientCertificate { get; init; }

    /// <summary>Key of the own certificate in PEM.</summary>
    public CredentialSource? ClientKey { get; init; }

    /// <summary>Whether this process runs in a pod that has a service account.</summary>
    public static bool IsInCluster() =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST")) && File.Exists(Path.Combine(ServiceAccountDirectory, "token"));

    /// <summary>The pod's service account.</summary>
    /// <exception cref="KubeConfigException">This is no pod, or it has none.</exception>
    public static KubernetesClientConfiguration InClusterConfig() => InClusterConfig(
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"), Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"), ServiceAccountDirectory);

    /// <summary>A context of a kubeconfig.</summary>
    /// <param name="paths">One path, or several with colons between them; the first one that says something wins.</param>
    /// <param name="context">Name of the context, or null for the current one.</param>
    /// <exception cref="KubeConfigException">A file or the context cannot be used.</exception>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(string paths, string? context) => KubeConfigFile.Load(paths, context);

    /// <summary>What the options name; else the service account in a pod, <c>KUBECONFIG</c>, or <c>~/.kube/config</c>.</summary>
    /// <exception cref="KubeConfigException">Nothing of it is there, or cannot be used.</exception>
    public static KubernetesClientConfiguration BuildDefaultConfig(KubernetesClientOptions options)
    {
        var context = options.Context.Length == 0 ? null : options.Context;
        if (options.KubeConfigFile.Length > 0) return BuildConfigFromConfigFile(options.KubeConfigFile, context);
        if (IsInCluster()) return InClusterConfig();
        var paths = Environment.GetEnvironmentVariable("KUBECONFIG");
        if (string.IsNullOrEmpty(paths)) paths = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        return BuildConfigFromConfigFile(paths, context);
    }

    internal static KubernetesClientConfiguration InClusterConfig(string? host, string? port, string directory)
    {
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port)) throw new KubeConfigException("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: this is no pod.");
        var token = Path.Combine(directory, "token");
        if (!File.Exists(token)) throw new KubeConfigException($"There is no {token}: the pod has no service account token mounted.");
        var name = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
        if (!Uri.TryCreate($"https://{name}:{port}", UriKind.Absolute, out var address)) throw new KubeConfigException("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are no address.");
        var namespaceFile = Path.Combine(directory, "namespace");
        return new KubernetesClientConfiguration
        {
            Host = address,
            Namespace = File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile).Trim() : "default",
            CertificateAuthority = CredentialSource.FromFile(Path.Combine(directory, "ca.crt")),
            AccessToken = CredentialSource.FromFile(token),
        };
    }
}
