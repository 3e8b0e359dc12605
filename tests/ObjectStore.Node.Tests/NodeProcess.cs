using System.Diagnostics;
using System.Globalization;
using System.Net;
using ObjectStore.ProcessTesting;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Node.Tests;

/// <summary>The real node process on free ports, in plain text unless settings say otherwise. Whoever starts it disposes it, which kills the process.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    public const string Cluster = "0f0e0d0c-0b0a-0908-0706-050403020100";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    private readonly int[] _ports = FreePort.Find(3);
    private readonly string[] _arguments;
    private readonly bool _isPlainText;
    private Process? _process;

    private NodeProcess(string[] arguments) => (_arguments, _isPlainText) = (arguments, !arguments.Contains("--Tls:Directory"));

    public ProcessOutput Output { get; } = new();

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"{(_isPlainText ? "http" : "https")}://127.0.0.1:{_ports[0]}"));

    public Uri AdminAddress => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_ports[2]}"));

    public static string Executable
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(RepositoryPaths.Root, "node", "ObjectStore.Node", "bin", output.Parent!.Name, output.Name, "ObjectStore.Node");
        }
    }

    /// <summary>Starts the process and waits until it is ready.</summary>
    public static async Task<NodeProcess> StartAsync(params string[] arguments)
    {
        var node = new NodeProcess(arguments);
        try
        {
            node.Launch();
            await node.WaitReadyAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>A client with all the patience that a busy machine needs.</summary>
    public NodeClient Connect(CertificateSource? certificates = null)
    {
        var minute = TimeSpan.FromMinutes(1);
        var options = new RpcChannelOptions { ConnectTimeout = minute, CallTimeout = minute, DescribeTimeout = minute };
        return new NodeClient(Address, certificates?.ClientOptions(PeerRoles.Node), options, TimeProvider.System);
    }

    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(AdminAddress, path), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to stop, and returns its exit code.</summary>
    public async Task<int> StopAsync(TimeSpan timeout)
    {
        using var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(timeout);
        return _process.ExitCode;
    }

    public async Task RestartAsync()
    {
        Launch();
        await WaitReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private void Launch()
    {
        var start = new ProcessStartInfo(Executable) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] settings =
        [
            "--Node:Endpoint", $"127.0.0.1:{_ports[0]}", "--Node:PayloadEndpoint", $"127.0.0.1:{_ports[1]}", "--Node:AdminEndpoint", $"127.0.0.1:{_ports[2]}",
            "--Extents:ExtentBytes", "16777216", "--Extents:CapacityBytes", "268435456", .. _isPlainText ? ["--Tls:UnsafePlainText", "true"] : Array.Empty<string>(), .. _arguments,
        ];
        foreach (var setting in settings) start.ArgumentList.Add(setting);
        _process?.Dispose();
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Output.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Output.Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task WaitReadyAsync()
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            if (_process!.HasExited) throw new InvalidOperationException($"The node ended with {_process.ExitCode}:\n{Output}");
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(60)) throw new InvalidOperationException($"The node is not ready:\n{Output}");
            try
            {
                if ((await GetAsync("/healthz")).Status == HttpStatusCode.OK && Output.Contains(" serves ")) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }
}
