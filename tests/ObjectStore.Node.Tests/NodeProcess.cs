using System.Diagnostics;
using System.Globalization;
using System.Net;
using ObjectStore.ProcessTesting;
using ObjectStore.ProcessTesting.Cluster;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Node.Tests;

/// <summary>The real node process on free ports, in plain text unless settings say otherwise. Whoever starts it disposes it, which kills the process.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    public const string Cluster = "0f0e0d0c-0b0a-0908-0706-050403020100";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    private readonly ServerProcess _process;

    private NodeProcess(string[] arguments)
    {
        var ports = FreePort.Find(3);
        var isPlainText = !arguments.Contains("--Tls:Directory");
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"{(isPlainText ? "http" : "https")}://127.0.0.1:{ports[0]}"));
        AdminAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports[2]}"));
        _process = new ServerProcess(new ServerProgram
        {
            Name = "node",
            Executable = ClusterPrograms.Node,
            AdminAddress = AdminAddress,
            ReadyPath = "/healthz",
            Arguments =
            [
                "--Node:Endpoint", $"127.0.0.1:{ports[0]}", "--Node:PayloadEndpoint", $"127.0.0.1:{ports[1]}", "--Node:AdminEndpoint", $"127.0.0.1:{ports[2]}",
                "--Extents:ExtentBytes", "16777216", "--Extents:CapacityBytes", "268435456", .. isPlainText ? ["--Tls:UnsafePlainText", "true"] : Array.Empty<string>(), .. arguments,
            ],
        });
    }

    public ProcessOutput Output => _process.Output;

    public Uri Address { get; }

    public Uri AdminAddress { get; }

    /// <summary>Starts the process and waits until it is ready.</summary>
    public static async Task<NodeProcess> StartAsync(params string[] arguments)
    {
        var node = new NodeProcess(arguments);
        try
        {
            await node.RestartAsync();
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
        using var process = Process.Start(new ProcessStartInfo(ClusterPrograms.Node, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>A client with all the patience that a busy machine needs.</summary>
    public NodeClient Connect(CertificateSource? certificates = null)
    {
        var minute = TimeSpan.FromMinutes(1);
        var options = new RpcChannelOptions { ConnectTimeout = minute, CallTimeout = minute, DescribeTimeout = minute, KeepAliveTimeout = minute };
        return new NodeClient(Address, certificates?.ClientOptions(PeerRoles.Node), options, TimeProvider.System);
    }

    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(AdminAddress, path), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task KillAsync() => _process.KillAsync();

    /// <summary>Asks the process to stop, and returns its exit code.</summary>
    public Task<int> StopAsync(TimeSpan timeout) => _process.StopAsync(timeout);

    public async Task RestartAsync()
    {
        await _process.StartAsync(TestContext.Current.CancellationToken);

        // Its output comes through a pipe, after its answer.
        for (var started = Stopwatch.GetTimestamp(); !Output.Contains(" serves "); await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(60)) throw new InvalidOperationException($"The node does not say that it serves:\n{Output}");
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
