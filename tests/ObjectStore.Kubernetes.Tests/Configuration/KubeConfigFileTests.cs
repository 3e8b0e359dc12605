using System.Text;
using ObjectStore.Kubernetes.Configuration;

namespace ObjectStore.Kubernetes.Tests.Configuration;

public sealed class KubeConfigFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void BuildConfigFromConfigFile_CurrentContext_HasServerNamespaceAndCredentials()
    {
        var path = Write("config", Cluster("one", "certificate-authority: ca.crt"), "{name: me, user: {client-certificate-data: Y2VydA==, client-key-data: a2V5}}", "{cluster: one, user: me, namespace: storage}");

        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(path, null);

        Assert.Equal(new Uri("https://one.example:6443"), configuration.Host);
        Assert.Equal("storage", configuration.Namespace);
        Assert.Equal(Path.Combine(_folder, "ca.crt"), configuration.CertificateAuthority!.File);
        Assert.Equal("cert", Encoding.UTF8.GetString(configuration.ClientCertificate!.Data.Span));
        Assert.Equal("key", Encoding.UTF8.GetString(configuration.ClientKey!.Data.Span));
    }

    [Fact]
    public void BuildConfigFromConfigFile_TokenAndTokenFile_FileWins()
    {
        var path = Write("config", Cluster("one"), "{name: me, user: {token: old, tokenFile: token}}", "{cluster: one, user: me}");

        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(path, null);

        Assert.Equal(Path.Combine(_folder, "token"), configuration.AccessToken!.File);
        Assert.Equal("default", configuration.Namespace);
    }

    [Fact]
    public void BuildConfigFromConfigFile_SeveralFiles_FirstThatSaysSomethingWins()
    {
        var first = Path.Combine(_folder, "first");
        File.WriteAllText(first, "current-context: two\n");
        var second = Write("second", Cluster("one"), "{name: me, user: {token: secret}}", "{cluster: one, user: me}", name: "two");

        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile($"{first}:{_folder}/missing:{second}", null);

        Assert.Equal("secret", Encoding.UTF8.GetString(configuration.AccessToken!.Data.Span));
        Assert.DoesNotContain("secret", configuration.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exec: {command: aws}", "exec")]
    [InlineData("auth-provider: {name: gcp}", "auth-provider")]
    [InlineData("username: me, password: secret", "username")]
    [InlineData("client-certificate-data: Y2VydA==", "only one of")]
    [InlineData("client-certificate-data: '***', client-key-data: a2V5", "no base64")]
    public void BuildConfigFromConfigFile_UserCannotBeUsed_SaysWhy(string user, string expected)
    {
        var path = Write("config", Cluster("one"), $"{{name: me, user: {{{user}}}}}", "{cluster: one, user: me}");

        var exception = Assert.Throws<KubeConfigException>(() => KubernetesClientConfiguration.BuildConfigFromConfigFile(path, null));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("current-context: one\ncontexts: [{name: one, context: {cluster: missing}}]", "no cluster named 'missing'")]
    [InlineData("current-context: missing", "no context named 'missing'")]
    [InlineData("{}", "no current context")]
    [InlineData("- a list", "no mapping")]
    [InlineData("a: [", "cannot be read")]
    [InlineData("current-context: one\ncontexts: [{name: one, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'ftp://x'}}]", "no http or https address")]
    public void BuildConfigFromConfigFile_FileIsWrong_SaysWhy(string text, string expected)
    {
        var path = Path.Combine(_folder, "config");
        File.WriteAllText(path, text);

        var exception = Assert.Throws<KubeConfigException>(() => KubernetesClientConfiguration.BuildConfigFromConfigFile(path, null));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BuildConfigFromConfigFile_NoFile_SaysWhich()
    {
        Assert.Contains("/missing", Assert.Throws<KubeConfigException>(() => KubernetesClientConfiguration.BuildConfigFromConfigFile("/missing", null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.1", "https://10.0.0.1:443/")]
    [InlineData("fd00::1", "https://[fd00::1]:443/")]
    public void InClusterConfig_ServiceAccountIsMounted_UsesItsFiles(string host, string expected)
    {
        foreach (var (name, text) in new[] { ("token", "t"), ("namespace", "storage\n"), ("ca.crt", "") }) File.WriteAllText(Path.Combine(_folder, name), text);

        var configuration = KubernetesClientConfiguration.InClusterConfig(host, "443", _folder);

        Assert.Equal((new Uri(expected), "storage"), (configuration.Host, configuration.Namespace));
        Assert.Equal(Path.Combine(_folder, "token"), configuration.AccessToken!.File);
        Assert.Equal(Path.Combine(_folder, "ca.crt"), configuration.CertificateAuthority!.File);
    }

    [Fact]
    public void InClusterConfig_NoPodOrNoToken_SaysSo()
    {
        Assert.Throws<KubeConfigException>(() => KubernetesClientConfiguration.InClusterConfig(null, null, _folder));
        Assert.Throws<KubeConfigException>(() => KubernetesClientConfiguration.InClusterConfig("10.0.0.1", "443", _folder));
    }

    private static string Cluster(string name, string more = "insecure-skip-tls-verify: false") => $"{{name: {name}, cluster: {{server: 'https://{name}.example:6443', {more}}}}}";

    private string Write(string file, string cluster, string user, string context, string name = "current")
    {
        var path = Path.Combine(_folder, file);
        File.WriteAllText(path, $"apiVersion: v1\nkind: Config\ncurrent-context: {name}\nclusters: [{cluster}]\nusers: [{user}]\ncontexts: [{{name: {name}, context: {context}}}]\n");
        return path;
    }
}
