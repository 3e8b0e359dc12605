using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Devices whose writes are much slower than those of others: kept out of placement and probed until they are not. Thread-safe.</summary>
/// <remarks>The probe is that of <see cref="SuspectDevices"/>. A disk that is slow only at its own syncs passes it when idle, and is found again by the next writes.</remarks>
internal sealed class SlowWrites : IDisposable
{
    /// <summary>How often placement is told; shorter than it remembers a failure.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IFragmentDevices _devices;
    private readonly PlacementSelector _selector;
    private readonly DataPathOptions _options;
    private readonly TimeProvider _time;
    private readonly SlowDevices _slow;
    private readonly CancellationTokenSource _stopping = new();

    public SlowWrites(IFragmentDevices devices, PlacementSelector selector, DataPathOptions options, TimeProvider time, ILogger<SlowDevices> logger)
    {
        (_devices, _selector, _options, _time) = (devices, selector, options, time);
        _slow = new SlowDevices("writes", () => selector.Map, time, logger);
    }

    /// <summary>How many devices are slow now.</summary>
    public int Count => _slow.Count;

    /// <summary>Those that are slow now.</summary>
    public IReadOnlyList<DeviceId> Slow => _slow.Slow;

    /// <summary>Whether the device is slow now.</summary>
    public bool Contains(DeviceId device) => _slow.Contains(device);

    /// <summary>A write was late while others of its stripe were not.</summary>
    public void Late(DeviceId device)
    {
        if (_slow.Late(device) && !_stopping.IsCancellationRequested) _ = WatchAsync(device);
    }

    /// <summary>A write took as long as it should.</summary>
    public void InTime(DeviceId device) => _slow.InTime(device);

    /// <summary>Ends all probes.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task WatchAsync(DeviceId device)
    {
        var cancellationToken = _stopping.Token;
        while (_slow.Contains(device) && !cancellationToken.IsCancellationRequested)
        {
            if (_selector.Map.FindDevice(device) is null) _slow.Forget(device);
            _selector.ReportFailure(device);
            if (_slow.TryBeginProbe(device)) _ = ProbeAsync(device, cancellationToken);
            await Task.Delay(Interval, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task ProbeAsync(DeviceId id, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var isDone = false;
        try
        {
            using var timeout = new CancellationTokenSource(_options.WriteTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            if (_devices.Find(id) is { } device) await device.DeleteAsync([new FragmentId(StripeId.New(_time.GetUtcNow()), 0)], either.Token);
            isDone = true;
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            // Not in time.
        }
        finally
        {
            _slow.EndProbe(id, isDone && _time.GetElapsedTime(started) < _options.SlowWriteMin);
        }
    }
}
