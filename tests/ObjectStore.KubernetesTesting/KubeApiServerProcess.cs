using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ObjectStore.Kubernetes.Configuration;

namespace ObjectStore.KubernetesTesting;

/// <summary>etcd and kube-apiserver from a folder, without any controller or kubelet, with data that goes when they end.</summary>
public sealed class KubeApiServerProcess : IAsyncDisposable
{
    /// <summary>Names the folder.</summary>
    public const string FolderVariable = "KUBEBUILDER_ASSETS";

    private const string Token = "token-of-tests";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private readonly string _folder = Directory.CreateTempSubdirectory("kube-apiserver-tests-").FullName;
    private readonly List<Process> _processes = [];
    private readonly StringBuilder _errors = new();
    private readonly HttpClient _http;

    private KubeApiServerProcess(int port)
    {
        Configuration = new KubernetesClientConfiguration
        {
            Host = new Uri($"https://127.0.0.1:{port}"),
            CertificateAuthority = CredentialSource.FromFile(Path.Combine(_folder, "certificates", "apiserver.crt")),
            AccessToken = CredentialSource.FromData(Encoding.ASCII.GetBytes(Token)),
        };
#pragma warning disable CA5359 // The server is our own child, and makes its certificate only now.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true } }) { BaseAddress = Configuration.Host };
#pragma warning restore CA5359
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    /// <summary>The folder that the environment names, or null.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Where it is, for an administrator.</summary>
    public KubernetesClientConfiguration Configuration { get; }

    /// <summary>Starts both, and waits until they serve.</summary>
    public static async Task<KubeApiServerProcess> StartAsync(string folder)
    {
        var (etcd, peer, secure) = (FreePort(), FreePort(), FreePort());
        var server = new KubeApiServerProcess(secure);
        try
        {
            var key = server.Write("service-accounts.key", RSA.Create(2048).ExportRSAPrivateKeyPem());
            var tokens = server.Write("tokens.csv", $"{Token},admin,1,\"system:masters\"\n");
            server.Start(
                Path.Combine(folder, "etcd"), $"--data-dir={server._folder}/etcd", $"--listen-client-urls=http://127.0.0.1:{etcd}", $"--advertise-client-urls=http://127.0.0.1:{etcd}", $"--listen-peer-urls=http://127.0.0.1:{peer}", "--unsafe-no-fsync");
            server.Start(
                Path.Combine(folder, "kube-apiserver"), $"--etcd-servers=http://127.0.0.1:{etcd}", "--bind-address=127.0.0.1", $"--secure-port={secure}", $"--cert-dir={server._folder}/certificates", $"--token-auth-file={tokens}", "--authorization-mode=RBAC",
                "--service-cluster-ip-range=10.0.0.0/24", "--service-account-issuer=https://kubernetes.default.svc", $"--service-account-key-file={key}", $"--service-account-signing-key-file={key}", "--disable-admission-plugins=ServiceAccount", "--allow-privileged=true");
            await server.WaitAsync("/readyz");
            await server.WaitAsync("/api/v1/namespaces/default");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a kind known, from its definition in YAML, and waits until it is served.</summary>
    public async Task DefineAsync(string definition, string group, string version, string plural)
    {
        using var content = new StringContent(definition, Encoding.UTF8, "application/yaml");
        using var answer = await _http.PostAsync(new Uri("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", UriKind.Relative), content);
        if (answer.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException($"The API server refused the definition of {plural}: {await answer.Content.ReadAsStringAsync()}");
        await WaitAsync($"/apis/{group}/{version}/{plural}");
    }

    /// <summary>Deletes all objects of a kind, in one namespace where one is given, whatever finalizers they have and nobody removes.</summary>
    public async Task ClearAsync(string group, string version, string plural, string? @namespace)
    {
        var path = $"{(group.Length == 0 ? "/api" : $"/apis/{group}")}/{version}/{(@namespace is null ? "" : $"namespaces/{@namespace}/")}{plural}";
        var list = JsonNode.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative)))!["items"]!.AsArray();
        foreach (var name in list.Select(static item => (string)item!["metadata"]!["name"]!))
        {
            await SendAsync(HttpMethod.Patch, $"{path}/{name}", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
            await SendAsync(HttpMethod.Delete, $"{path}/{name}", """{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,"propagationPolicy":"Background"}""", "application/json");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
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

    /// <summary>An object that is gone already needs nothing.</summary>
    private async Task SendAsync(HttpMethod method, string path, string body, string type)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, type) };
        using var answer = await _http.SendAsync(request);
        if (!answer.IsSuccessStatusCode && answer.StatusCode != HttpStatusCode.NotFound) throw new InvalidOperationException($"{method} {path}: {await answer.Content.ReadAsStringAsync()}");
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
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                if (_errors.Length < 1 << 20) _errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _processes.Add(process);
    }

    /// <summary>Until something is served. Connections are refused before that, and roles are missing at first.</summary>
    private async Task WaitAsync(string path)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Still starting.
            }

            if (TimeProvider.System.GetElapsedTime(began) > StartLimit || _processes.Exists(static process => process.HasExited))
                throw new TimeoutException($"{path} is not served after {TimeProvider.System.GetElapsedTime(began)}:\n{ErrorsEnd()}");
            await Task.Delay(Poll);
        }
    }

    private string ErrorsEnd()
    {
        const int lengthMax = 4_000;
        lock (_errors) return _errors.Length <= lengthMax ? _errors.ToString() : _errors.ToString(_errors.Length - lengthMax, lengthMax);
    }
}
