using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>
/// Devices that answer, but much later than their peers do at the same moment. Keeps a moving share of late operations for each device that was late at all, so that
/// a store in order pays one read of a field. Thread-safe.
/// </summary>
/// <remarks>
/// A device becomes slow at a share of one half: two late operations in a row. At most a fifth of the devices are slow at a time, since when many are, none of them is slower
/// than its peers. It returns after several probes in time; when it is slow again soon after, its next probes are twice as far apart.
/// </remarks>
internal sealed partial class SlowDevices(string kind, Func<ClusterMap> map, TimeProvider time, ILogger logger)
{
    /// <summary>So many times slower than others is slow.</summary>
    public const int Factor = 5;

    /// <summary>Weight of the newest operation in the share.</summary>
    private const double Weight = 0.3;

    private const double SlowShare = 0.5;

    private const double ForgottenShare = 0.01;

    private const int ProbesInTimeMin = 3;

    private const int DevicesPerSlowOne = 5;

    /// <summary>What is late within this of another late operation has the same reason.</summary>
    private static readonly TimeSpan StrikeInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan ProbeIntervalMin = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ProbeIntervalMax = TimeSpan.FromSeconds(64);

    /// <summary>A device that was in order for so long starts anew.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<DeviceId, Entry> _entries = new();
    private readonly Lock _changes = new();
    private int _entryCount;
    private int _slowCount;

    /// <summary>How many are slow now.</summary>
    public int Count => Volatile.Read(ref _slowCount);

    /// <summary>Those that are slow now.</summary>
    public IReadOnlyList<DeviceId> Slow => [.. _entries.Where(each => each.Value.IsSlow).Select(each => each.Key)];

    /// <summary>Whether the device is slow now.</summary>
    public bool Contains(DeviceId device) => Volatile.Read(ref _slowCount) > 0 && _entries.TryGetValue(device, out var entry) && entry.IsSlow;

    /// <summary>An operation was late. True when the device has become slow by that.</summary>
    public bool Late(DeviceId device)
    {
        lock (_changes)
        {
            var now = time.GetTimestamp();
            var entry = _entries.GetOrAdd(device, static _ => new Entry());
            _entryCount = _entries.Count;
            if (entry.IsSlow || entry.Share > 0 && time.GetElapsedTime(entry.ChangedAt, now) < StrikeInterval) return false;
            entry.ChangedAt = now;
            entry.Share += Weight * (1 - entry.Share);
            if (entry.Share < SlowShare || !HasPlace(now)) return false;
            Begin(entry, now);
        }

        Log.Slow(logger, device, kind);
        return true;
    }

    /// <summary>An operation took as long as it should.</summary>
    public void InTime(DeviceId device)
    {
        if (Volatile.Read(ref _entryCount) == 0 || !_entries.TryGetValue(device, out var entry) || entry.IsSlow) return;
        if (entry.Share < ForgottenShare && time.GetElapsedTime(entry.ChangedAt) < Memory) return;
        lock (_changes)
        {
            if (entry.IsSlow) return;
            entry.Share *= 1 - Weight;
            if (entry.Share >= ForgottenShare || time.GetElapsedTime(entry.ChangedAt) < Memory) return;
            _entries.TryRemove(device, out _);
            _entryCount = _entries.Count;
        }
    }

    /// <summary>Whether a slow device is due for a probe; if so, the caller sends one and says how it went.</summary>
    public bool TryBeginProbe(DeviceId device)
    {
        if (!Contains(device)) return false;
        lock (_changes)
        {
            if (!_entries.TryGetValue(device, out var entry) || !entry.IsSlow || entry.IsProbed || time.GetElapsedTime(entry.ChangedAt) < entry.ProbeInterval) return false;
            return entry.IsProbed = true;
        }
    }

    /// <summary>A probe has ended.</summary>
    public void EndProbe(DeviceId device, bool isInTime)
    {
        lock (_changes)
        {
            if (!_entries.TryGetValue(device, out var entry) || !entry.IsSlow) return;
            entry.IsProbed = false;
            entry.ChangedAt = time.GetTimestamp();
            entry.ProbesInTime = isInTime ? entry.ProbesInTime + 1 : 0;
            if (entry.ProbesInTime < ProbesInTimeMin) return;
            entry.IsSlow = false;
            entry.Share = 0;
            _slowCount--;
        }

        Log.Fast(logger, device, kind);
    }

    /// <summary>The device has left the cluster.</summary>
    public void Forget(DeviceId device)
    {
        lock (_changes)
        {
            if (_entries.TryRemove(device, out var entry) && entry.IsSlow) _slowCount--;
            _entryCount = _entries.Count;
        }
    }

    /// <summary>Whether one more may be slow. Those that have left the cluster, or that nobody has needed for long, make room.</summary>
    private bool HasPlace(long now)
    {
        var present = map();
        var max = Math.Max(1, present.Devices.Count / DevicesPerSlowOne);
        if (_slowCount < max) return true;
        foreach (var (id, entry) in _entries)
        {
            if (entry.IsSlow && (present.FindDevice(id) is null || time.GetElapsedTime(entry.ChangedAt, now) >= Memory)) Forget(id);
        }

        return _slowCount < max;
    }

    private void Begin(Entry entry, long now)
    {
        var doubled = entry.ProbeInterval * 2;
        var isAgain = entry.ProbeInterval > TimeSpan.Zero && time.GetElapsedTime(entry.SlowAt, now) < Memory;
        entry.ProbeInterval = !isAgain ? ProbeIntervalMin : doubled < ProbeIntervalMax ? doubled : ProbeIntervalMax;
        (entry.SlowAt, entry.ProbesInTime, entry.IsProbed, entry.IsSlow) = (now, 0, false, true);
        _slowCount++;
    }

    private sealed class Entry
    {
        private volatile bool _isSlow;

        public bool IsSlow { get => _isSlow; set => _isSlow = value; }

        public double Share { get; set; }

        public long ChangedAt { get; set; }

        public long SlowAt { get; set; }

        public TimeSpan ProbeInterval { get; set; }

        public int ProbesInTime { get; set; }

        public bool IsProbed { get; set; }
    }
}
