using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace ObjectStore.ProcessTesting;

/// <summary>The real standalone process on free ports: started, killed, stopped and started again on the same data.</summary>
/// <remarks>Not thread-safe. Whoever starts it disposes it, which kills the process and leaves the data directory.</remarks>
public sealed partial class StandaloneProcess : IAsyncDisposable
{
    private const int Sigterm = 15;
    private const int StartAttemptsMax = 3;
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(20);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };

    private Process? _process;

    private StandaloneProcess(StandaloneSettings settings) => Settings = settings;

    /// <summary>What it was started with.</summary>
    public StandaloneSettings Settings { get; private set; }

    /// <summary>Where it serves S3. Stays the same over restarts.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>Where it serves metrics, health and the admin API.</summary>
    public Uri AdminEndpoint { get; private set; } = null!;

    /// <summary>What all its runs wrote to standard output and error.</summary>
    public ProcessOutput Output { get; } = new();

    /// <summary>Whether the process runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Resident memory in bytes, as the kernel counts it.</summary>
    public long ResidentBytes => ReadStatus("VmRSS:");

    /// <summary>The most that it ever was.</summary>
    public long PeakResidentBytes => ReadStatus("VmHWM:");

    /// <summary>Processor time of the process that runs, in user and kernel.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the process and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time; the message has its output.</exception>
    public static async Task<StandaloneProcess> StartAsync(StandaloneSettings settings, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var standalone = Prepare(settings);
            try
            {
                standalone.Launch();
                await standalone.WaitReadyAsync(cancellationToken);
                return standalone;
            }
            catch (InvalidOperationException) when (attempt < StartAttemptsMax && standalone.Output.Contains("address already in use"))
            {
                await standalone.DisposeAsync();
            }
            catch
            {
                await standalone.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>A process that has its ports and does not run yet: for <see cref="Launch"/>.</summary>
    public static StandaloneProcess Prepare(StandaloneSettings settings)
    {
        var ports = FreePort.Find(2);
        return new StandaloneProcess(settings)
        {
            Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"{settings.Scheme}://127.0.0.1:{ports[0]}")),
            AdminEndpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports[1]}")),
        };
    }

    /// <summary>Starts the process again, on the same ports and data, without waiting. It must not run.</summary>
    /// <param name="settings">Replaces the settings; null keeps them.</param>
    public void Launch(StandaloneSettings? settings = null)
    {
        if (IsRunning)
            throw new InvalidOperationException("The process runs already.");
        Settings = settings ?? Settings;
        var start = new ProcessStartInfo(RepositoryPaths.StandaloneExecutable)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            ArgumentList =
            {
                "--Gateway:Endpoint", Endpoint.Authority,
                "--Admin:Endpoint", AdminEndpoint.Authority,
                "--Standalone:DataDirectory", Settings.DataDirectory,
            },
            Environment = { ["OBJECTSTORE_ACCESS_KEY"] = Settings.AccessKey, ["OBJECTSTORE_SECRET_KEY"] = Settings.SecretKey },
        };
        foreach (var argument in Settings.Arguments)
            start.ArgumentList.Add(argument);
        _process?.Dispose();
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Output.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Output.Add(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until <c>/readyz</c> answers 200.</summary>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time; the message has its output.</exception>
    public async Task WaitReadyAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(cancellationToken))
        {
            if (!IsRunning)
                throw new InvalidOperationException($"The process ended with {ExitCode()} before it was ready. It wrote:\n{Output}");
            if (Stopwatch.GetElapsedTime(started) > Settings.ReadyTimeout)
                throw new InvalidOperationException($"Not ready after {Settings.ReadyTimeout}. It wrote:\n{Output}");
            await Task.Delay(ReadyPoll, cancellationToken);
        }
    }

    /// <summary>Starts the process again on the same data, and waits until it is ready.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken, StandaloneSettings? settings = null)
    {
        Launch(settings);
        await WaitReadyAsync(cancellationToken);
    }

    /// <summary>Ends the process at once, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to stop (SIGTERM), and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public async Task<int> StopAsync(TimeSpan timeout)
    {
        SendTerminate();
        await _process!.WaitForExitAsync().WaitAsync(timeout);
        return _process.ExitCode;
    }

    /// <summary>Sends SIGTERM and returns.</summary>
    public void SendTerminate()
    {
        if (_process is null || Kill(_process.Id, Sigterm) != 0)
            throw new InvalidOperationException("The process does not run.");
    }

    /// <summary>Waits for the end of the process and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        await _process!.WaitForExitAsync().WaitAsync(timeout);
        return _process.ExitCode;
    }

    /// <summary>The status that <c>/healthz</c> or <c>/readyz</c> answers; null while nobody answers.</summary>
    public async Task<HttpStatusCode?> GetHealthAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(AdminEndpoint, path), cancellationToken);
            return response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>The text of <c>/metrics</c>.</summary>
    public Task<string> GetMetricsAsync(CancellationToken cancellationToken) =>
        Http.GetStringAsync(new Uri(AdminEndpoint, "/metrics"), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        _process = null;
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken) => await GetHealthAsync("/readyz", cancellationToken) == HttpStatusCode.OK;

    private string ExitCode()
    {
        // Waits for the end of the output as well, so that the message has all of it.
        _process!.WaitForExit();
        return _process.ExitCode.ToString(CultureInfo.InvariantCulture);
    }

    private long ReadStatus(string field)
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process!.Id}/status"))
            .First(text => text.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) * 1024;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
