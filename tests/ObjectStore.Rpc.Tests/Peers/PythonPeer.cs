using System.Diagnostics;
using Google.Protobuf.Reflection;
using ObjectStore.Rpc.Fragments.Messages;
using ObjectStore.Rpc.Health.Messages;

namespace ObjectStore.Rpc.Tests.Peers;

/// <summary>A process of Debian's python3 with grpcio, as client or as server.</summary>
internal sealed class PythonPeer : IDisposable
{
    private readonly Process _process;

    private PythonPeer(Process process) => _process = process;

    /// <summary>Where the Python server listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The interpreter that has grpcio, or null.</summary>
    public static string? Interpreter { get; } = new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(HasGrpc);

    /// <summary>Runs the client to its end and returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> RunClientAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start("client.py", arguments);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Starts the server.</summary>
    public static async Task<PythonPeer> StartServerAsync(CancellationToken cancellationToken)
    {
        var peer = new PythonPeer(Start("server.py", []));
        var port = await peer._process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException(await peer._process.StandardError.ReadToEndAsync(cancellationToken));
        peer.Address = new Uri($"http://127.0.0.1:{port}");
        return peer;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static Process Start(string script, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Interpreter!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Peers", script));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var descriptor in new FileDescriptor[] { FragmentsReflection.Descriptor, HealthReflection.Descriptor }) start.ArgumentList.Add(descriptor.SerializedData.ToBase64());

        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start)!;
    }

    private static bool HasGrpc(string interpreter)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(interpreter, ["-c", "import grpc, google.protobuf"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
