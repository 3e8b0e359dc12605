using System.Runtime.InteropServices;

namespace ObjectStore.Telemetry.Hosting;

/// <summary>SIGTERM and SIGINT as a token, for what a process does before its host runs and listens to them itself.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration _onTerminate;
    private readonly PosixSignalRegistration _onInterrupt;

    /// <summary>Listens until it is disposed.</summary>
    public StopSignals()
    {
        _onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        _onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stopping.Token;

    /// <inheritdoc />
    public void Dispose()
    {
        _onTerminate.Dispose();
        _onInterrupt.Dispose();
        _stopping.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _stopping.Cancel();
    }
}
