using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Tests.ApiServers;

/// <summary>etcd and kube-apiserver from a folder, with data that goes when they end.</summary>
internal sealed class KubeApiServerProcess : IAsyncDisposable
{
    private const string Token = "token-of-tests";
    private readonly string _folder = Directory.CreateTempSubdirectory("kube-apiserver-tests-").FullName;
    private readonly List<Process> _processes = [];

    private KubeApiServerProcess(int port) => Configuration = new KubernetesClientConfiguration
    {
        Host = new Uri($"https://127.0.0.1:{port}"),
        CertificateAuthority = CredentialSource.FromFile(Path.Combine(_folder, "certificates", "apiserver.crt")),
        AccessToken = CredentialSource.FromData(System.Text.Encoding.ASCII.GetBytes(Token)),
    };

    public KubernetesClientConfiguration Configuration { get; }

    public static async Task<KubeApiServerProcess> StartAsync(string assets)
    {
        var (etcd, peer, secure) = (FreePort(), FreePort(), FreePort());
        var server = new KubeApiServerProcess(secure);
        var key = server.Write("service-accounts.key", RSA.Create(2048).ExportRSAPrivateKeyPem());
        var tokens = server.Write("tokens.csv", $"{Token},admin,1,\"system:masters\"\n");
        server.Start(
            Path.Combine(assets, "etcd"), $"--data-dir={server._folder}/etcd", $"--listen-client-urls=http://127.0.0.1:{etcd}", $"--advertise-client-urls=http://127.0.0.1:{etcd}", $"--listen-peer-urls=http://127.0.0.1:{peer}", "--unsafe-no-fsync");
        server.Start(
            Path.Combine(assets, "kube-apiserver"), $"--etcd-servers=http://127.0.0.1:{etcd}", "--bind-address=127.0.0.1", $"--secure-port={secure}", $"--cert-dir={server._folder}/certificates", $"--token-auth-file={tokens}", "--authorization-mode=RBAC",
            "--service-cluster-ip-range=10.0.0.0/24", "--service-account-issuer=https://kubernetes.default.svc", $"--service-account-key-file={key}", $"--service-account-signing-key-file={key}", "--disable-admission-plugins=ServiceAccount", "--allow-privileged=true");
        await server.WaitAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private void Start(string file, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _processes.Add(process);
    }

    private async Task WaitAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = TestClients.Create(Configuration);
                if (await client.GetAsync<V1Namespace>(new EntityKey(null, "default"), CancellationToken.None) is not null) return;
            }
            catch (Exception exception) when (exception is KubernetesApiException or KubeConfigException && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(3))
            {
                // Still starting: not even its certificate may be there.
            }

            await Task.Delay(200);
        }
    }
}
