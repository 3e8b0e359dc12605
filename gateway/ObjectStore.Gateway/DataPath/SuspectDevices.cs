using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Devices that did not answer in time. They are kept out of placement, and get no more to do, until they answer a probe. Thread-safe.</summary>
/// <remarks>
/// The probe is the deletion of a fragment that never existed: it waits in the device's queue behind the writes that hang, and itself writes nothing.
/// One probe for a device is under way at a time.
/// </remarks>
internal sealed partial class SuspectDevices : IDisposable
{
    /// <summary>From one probe to the next, and how often placement is told; shorter than placement remembers a failure.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>After this a probe counts as lost and another is sent. A guess; a device in this process keeps the first one until it answers.</summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(30);

    private readonly IFragmentDevices _devices;
    private readonly PlacementSelector _selector;
    private readonly TimeProvider _time;
    private readonly ILogger<SuspectDevices> _logger;
    private readonly ConcurrentDictionary<DeviceId, byte> _suspects = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _count;

    public SuspectDevices(IFragmentDevices devices, PlacementSelector selector, DataPathMetrics metrics, TimeProvider time, ILogger<SuspectDevices> logger)
    {
        (_devices, _selector, _time, _logger) = (devices, selector, time, logger);
        metrics.ObserveSuspects(() => _suspects.Count);
    }

    /// <summary>Whether the device is suspect now.</summary>
    public bool Contains(DeviceId device) => Volatile.Read(ref _count) > 0 && _suspects.ContainsKey(device);

    /// <summary>Suspects a device, if it is not suspect yet, and probes it until it answers.</summary>
    public void Add(DeviceId device)
    {
        if (_stopping.IsCancellationRequested || !_suspects.TryAdd(device, 0)) return;
        Interlocked.Increment(ref _count);
        Log.Suspect(_logger, device);
        _ = WatchAsync(device);
    }

    /// <summary>Ends all probes.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task WatchAsync(DeviceId device)
    {
        var cancellationToken = _stopping.Token;
        var probe = ProbeAsync(device, cancellationToken);
        while (!cancellationToken.IsCancellationRequested && _selector.Map.FindDevice(device) is not null)
        {
            _selector.ReportFailure(device);
            await Task.WhenAny(probe, DelayAsync(cancellationToken));
            if (!probe.IsCompleted) continue;
            if (await probe)
            {
                Log.Answers(_logger, device);
                break;
            }

            await DelayAsync(cancellationToken);
            probe = ProbeAsync(device, cancellationToken);
        }

        if (_suspects.TryRemove(device, out _)) Interlocked.Decrement(ref _count);
    }

    private async Task DelayAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Interval, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private async Task<bool> ProbeAsync(DeviceId id, CancellationToken cancellationToken)
    {
        if (_devices.Find(id) is not { } device) return false;
        using var timeout = new CancellationTokenSource(ProbeTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await device.DeleteAsync([new FragmentId(StripeId.New(_time.GetUtcNow()), 0)], either.Token);
            return true;
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            return false;
        }
    }
}
