using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ObjectStore.Kubernetes.Configuration;

/// <summary>Reads kubeconfig files: clusters, users and contexts. Paths in a file are relative to it.</summary>
internal static class KubeConfigFile
{
    private const int FileBytesMax = 4 << 20;

    public static KubernetesClientConfiguration Load(string paths, string? context)
    {
        var existing = paths.Split(':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(File.Exists).ToList();
        if (existing.Count == 0) throw new KubeConfigException($"There is no kubeconfig at {paths}.");
        var files = existing.ConvertAll(Read);
        var name = context ?? files.Select(file => Text(file.Root, "current-context")).FirstOrDefault(current => !string.IsNullOrEmpty(current))
            ?? throw new KubeConfigException($"The kubeconfig {paths} has no current context.");
        var (contextNode, _) = Find(files, "contexts", "context", name);
        var (cluster, clusterDirectory) = Find(files, "clusters", "cluster", Text(contextNode, "cluster") ?? "");
        var server = Text(cluster, "server");
        if (!Uri.TryCreate(server, UriKind.Absolute, out var host) || host.Scheme is not ("https" or "http"))
            throw new KubeConfigException($"The server of the context {name} is no http or https address.");
        if (Text(cluster, "proxy-url") is not null) throw new KubeConfigException($"The cluster of the context {name} is behind a proxy-url, which is not supported.");
        var configuration = new KubernetesClientConfiguration
        {
            Host = host,
            Namespace = Text(contextNode, "namespace") is { Length: > 0 } @namespace ? @namespace : "default",
            CertificateAuthority = Source(cluster, "certificate-authority", clusterDirectory),
            TlsServerName = Text(cluster, "tls-server-name"),
            UnsafeSkipTlsVerify = Text(cluster, "insecure-skip-tls-verify") == "true",
        };
        return Text(contextNode, "user") is { Length: > 0 } user ? WithUser(configuration, user, Find(files, "users", "user", user)) : configuration;
    }

    private static KubernetesClientConfiguration WithUser(KubernetesClientConfiguration configuration, string name, (YamlMappingNode Node, string Directory) user)
    {
        foreach (var way in (ReadOnlySpan<string>)["exec", "auth-provider", "username", "as"])
        {
            if (user.Node.Children.ContainsKey(way))
                throw new KubeConfigException($"The user {name} of the kubeconfig signs in by '{way}', which is not supported: use a token, a token file or a client certificate.");
        }

        var token = Text(user.Node, "tokenFile") is { Length: > 0 } file ? CredentialSource.FromFile(Path.Combine(user.Directory, file))
            : Text(user.Node, "token") is { Length: > 0 } text ? CredentialSource.FromData(Encoding.UTF8.GetBytes(text))
            : null;
        var certificate = Source(user.Node, "client-certificate", user.Directory);
        var key = Source(user.Node, "client-key", user.Directory);
        if (certificate is null != key is null) throw new KubeConfigException($"The user {name} of the kubeconfig has only one of client certificate and key.");
        return configuration with { AccessToken = token, ClientCertificate = certificate, ClientKey = key };
    }

    private static (YamlMappingNode Root, string Directory) Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > FileBytesMax) throw new KubeConfigException($"The kubeconfig {path} is too large.");
            using var reader = new StreamReader(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            var root = yaml.Documents.Count == 0 ? new YamlMappingNode() : yaml.Documents[0].RootNode as YamlMappingNode;
            return (root ?? throw new KubeConfigException($"The kubeconfig {path} is no mapping."), Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or YamlException)
        {
            throw new KubeConfigException($"The kubeconfig {path} cannot be read: {exception.Message}", exception);
        }
    }

    private static (YamlMappingNode Node, string Directory) Find(List<(YamlMappingNode Root, string Directory)> files, string list, string property, string name)
    {
        foreach (var (root, directory) in files)
        {
            if (!root.Children.TryGetValue(list, out var entries) || entries is not YamlSequenceNode sequence) continue;
            foreach (var entry in sequence.Children.OfType<YamlMappingNode>())
            {
                if (Text(entry, "name") == name && entry.Children.TryGetValue(property, out var node) && node is YamlMappingNode found) return (found, directory);
            }
        }

        throw new KubeConfigException($"The kubeconfig has no {property} named '{name}'.");
    }

    private static CredentialSource? Source(YamlMappingNode node, string name, string directory)
    {
        if (Text(node, name + "-data") is { Length: > 0 } data)
        {
            var bytes = new byte[data.Length];
            return Convert.TryFromBase64String(data, bytes, out var length)
                ? CredentialSource.FromData(bytes.AsMemory(0, length))
                : throw new KubeConfigException($"The {name}-data of the kubeconfig is no base64.");
        }

        return Text(node, name) is { Length: > 0 } path ? CredentialSource.FromFile(Path.Combine(directory, path)) : null;
    }

    private static string? Text(YamlMappingNode node, string name) => node.Children.TryGetValue(name, out var value) ? (value as YamlScalarNode)?.Value : null;
}
