using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>
/// Devices that did not answer in time. They are kept out of placement, and get no more to do, until they answer a probe in time. With each that becomes suspect the others of its zone
/// are asked as well, so that the loss of a node or a zone is known after a moment and not device by device. Thread-safe.
/// </summary>
/// <remarks>
/// The probe is the deletion of a fragment that never existed: it waits in the device's queue behind the writes that hang, and itself writes nothing.
/// One probe for a device is under way at a time. To suspect one that is well costs it the time that its probe takes.
/// </remarks>
internal sealed partial class SuspectDevices : IDisposable
{
    /// <summary>Devices that are asked because one of their zone is suspect. Those that do not answer have others asked, until the zone is through.</summary>
    private const int NeighboursMax = 64;

    /// <summary>From one probe to the next, and how often placement is told; shorter than placement remembers a failure.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>After this a probe counts as lost and another is sent. A guess; a device in this process keeps the first one until it answers.</summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(30);

    private readonly IFragmentDevices _devices;
    private readonly PlacementSelector _selector;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ILogger<SuspectDevices> _logger;
    private readonly ConcurrentDictionary<DeviceId, byte> _suspects = new();
    private readonly ConcurrentDictionary<DeviceId, byte> _asked = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _count;

    public SuspectDevices(
        IFragmentDevices devices, PlacementSelector selector, DataPathMetrics metrics, DataPathOptions options, TimeProvider time, ILogger<SuspectDevices> logger)
    {
        (_devices, _selector, _patience, _time, _logger) = (devices, selector, options.WritePatience, time, logger);
        metrics.ObserveSuspects(() => _suspects.Count);
    }

    /// <summary>Those that are suspect now.</summary>
    public IReadOnlyList<DeviceId> Devices => [.. _suspects.Keys];

    /// <summary>Whether the device is suspect now.</summary>
    public bool Contains(DeviceId device) => Volatile.Read(ref _count) > 0 && _suspects.ContainsKey(device);

    /// <summary>Suspects a device, if it is not suspect yet, and probes it until it answers.</summary>
    public void Add(DeviceId device) => Add(device, probe: null);

    /// <summary>Asks a device that gives reason to; it becomes suspect when it does not answer within moments.</summary>
    public void Ask(DeviceId device)
    {
        if (_stopping.IsCancellationRequested || _suspects.ContainsKey(device) || !_asked.TryAdd(device, 0)) return;
        _ = AskAsync(device);
    }

    /// <summary>Ends all probes.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Add(DeviceId device, Task<TimeSpan?>? probe)
    {
        if (_stopping.IsCancellationRequested || !_suspects.TryAdd(device, 0)) return;
        Interlocked.Increment(ref _count);
        Log.Suspect(_logger, device);
        _ = WatchAsync(device, probe ?? ProbeAsync(device, _stopping.Token));
        AskNeighbours(device);
    }

    private void AskNeighbours(DeviceId device)
    {
        var map = _selector.Map;
        if (map.FindDevice(device) is not { } suspect) return;
        var neighbours = map.Devices
            .Where(other => other.Zone == suspect.Zone && other.IsReadable && !_suspects.ContainsKey(other.Id) && !_asked.ContainsKey(other.Id))
            .OrderBy(other => other.Node == suspect.Node ? 0 : 1)
            .Take(NeighboursMax);
        foreach (var neighbour in neighbours) Ask(neighbour.Id);
    }

    private async Task AskAsync(DeviceId device)
    {
        var probe = ProbeAsync(device, _stopping.Token);
        if (!probe.IsCompleted) await Task.WhenAny(probe, DelayAsync(_patience, _stopping.Token));
        if (!probe.IsCompleted || await probe is null) Add(device, probe);
        _asked.TryRemove(device, out _);
    }

    private async Task WatchAsync(DeviceId device, Task<TimeSpan?> probe)
    {
        var cancellationToken = _stopping.Token;
        while (!cancellationToken.IsCancellationRequested && _selector.Map.FindDevice(device) is not null)
        {
            _selector.ReportFailure(device);
            await Task.WhenAny(probe, DelayAsync(Interval, cancellationToken));
            if (!probe.IsCompleted) continue;
            var answeredAfter = await probe;
            if (answeredAfter <= _patience)
            {
                Log.Answers(_logger, device);
                break;
            }

            // One that answers late may have woken up just now, or be slow: the next probe tells.
            if (answeredAfter is null) await DelayAsync(Interval, cancellationToken);
            probe = ProbeAsync(device, cancellationToken);
        }

        if (_suspects.TryRemove(device, out _)) Interlocked.Decrement(ref _count);
    }

    private async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    /// <summary>How long it took the device to answer; null when it did not.</summary>
    private async Task<TimeSpan?> ProbeAsync(DeviceId id, CancellationToken cancellationToken)
    {
        if (_devices.Find(id) is not { } device) return null;
        var startedAt = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(ProbeTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await device.DeleteAsync([new FragmentId(StripeId.New(_time.GetUtcNow()), 0)], either.Token);
            return _time.GetElapsedTime(startedAt);
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            return null;
        }
    }
}
