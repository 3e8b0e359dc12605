using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace ObjectStore.ProcessTesting.Cluster;

/// <summary>One process of a cluster: started, killed, stopped for a while, ended and started again with the same arguments.</summary>
/// <remarks>Not thread-safe but for <see cref="Output"/> and <see cref="IsRunning"/>. Whoever makes it disposes it, which kills the process.</remarks>
public sealed partial class ServerProcess(ServerProgram program) : IAsyncDisposable
{
    private const int Sigterm = 15;
    private const int Sigcont = 18;
    private const int Sigstop = 19;
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(50);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };

    private Process? _process;

    /// <summary>What runs.</summary>
    public ServerProgram Program { get; } = program;

    /// <summary>Name of the process in its cluster.</summary>
    public string Name => Program.Name;

    /// <summary>What all its runs wrote to standard output and error.</summary>
    public ProcessOutput Output { get; } = new();

    /// <summary>Whether the process exists, whether stopped for a while or not.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Processor time of the run under way, in user and kernel; zero while there is none.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            if (!IsRunning) return TimeSpan.Zero;
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the process without waiting. It must not run.</summary>
    public void Launch()
    {
        if (IsRunning) throw new InvalidOperationException($"{Name} runs already.");
        var start = new ProcessStartInfo(Program.Executable, Program.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in Program.Environment) start.Environment[name] = value;
        _process?.Dispose();
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Output.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Output.Add(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts the process and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Launch();
        await WaitReadyAsync(cancellationToken);
    }

    /// <summary>Waits until its health path answers 200.</summary>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time; the message has its output.</exception>
    public async Task WaitReadyAsync(CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.GetTimestamp(); await GetStatusAsync(Program.ReadyPath, cancellationToken) != HttpStatusCode.OK; await Task.Delay(ReadyPoll, cancellationToken))
        {
            if (!IsRunning) throw new InvalidOperationException($"{Name} ended before it was ready. It wrote:\n{Output}");
            if (Stopwatch.GetElapsedTime(started) > ReadyTimeout) throw new InvalidOperationException($"{Name} is not ready after {ReadyTimeout}. It wrote:\n{Output}");
        }
    }

    /// <summary>The status of a path of its administration; null while nobody answers.</summary>
    public async Task<HttpStatusCode?> GetStatusAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(Program.AdminAddress, path), cancellationToken);
            return response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>The text of <c>/metrics</c>; empty while nobody answers.</summary>
    public async Task<string> GetMetricsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Http.GetStringAsync(new Uri(Program.AdminAddress, "/metrics"), cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return "";
        }
    }

    /// <summary>Ends the process at once, as <c>kill -9</c> does. Does nothing when it does not run.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Asks the process to stop (SIGTERM), and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public async Task<int> StopAsync(TimeSpan timeout)
    {
        Signal(Sigterm);
        await _process!.WaitForExitAsync().WaitAsync(timeout);
        var exitCode = _process.ExitCode;
        await KillAsync();
        return exitCode;
    }

    /// <summary>Stops the process where it is (SIGSTOP), connections and all, until <see cref="Resume"/>.</summary>
    public void Pause() => Signal(Sigstop);

    /// <summary>Lets a stopped process go on (SIGCONT).</summary>
    public void Resume() => Signal(Sigcont);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private void Signal(int signal)
    {
        if (!IsRunning || Kill(_process!.Id, signal) != 0) throw new InvalidOperationException($"{Name} does not run. It wrote:\n{Output}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
