using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Clocks;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Clocks;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Curator.Clocks;

/// <summary>
/// The time by which data is removed for its age: the earliest that the clocks of this process, of the databases and of most nodes show, and none at all when they are too
/// far apart. Where there are no others, the own clock is doubted when it is set forward. Thread-safe.
/// </summary>
internal sealed partial class WitnessedClock(
    KeymapRouter router, IDeviceDiscovery discovery, CuratorMetrics metrics, TimeProvider time, IOptions<CuratorOptions> options, ILogger<WitnessedClock> logger)
{
    private readonly DatabaseClocks _databases = new(router.Databases, time);
    private readonly SteadyClock _steady = new(time);
    private int _isDoubted;

    /// <summary>The time.</summary>
    /// <exception cref="StorageException">Refused: clocks are too far apart. Otherwise as the catalog's database throws.</exception>
    public async ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancellationToken)
    {
        var databases = await _databases.ReadAllAsync(cancellationToken);
        var nodes = discovery.Clocks.Select(clock => clock.Now(time)).ToArray();
        var others = databases.Count + nodes.Length > 0 ? databases : [_steady.GetUtcNow()];
        var verdict = ClockVerdict.Of(time.GetUtcNow(), others, nodes, options.Value.ClockDifferenceMax);
        metrics.ClocksCompared(verdict);
        Tell(verdict);
        return verdict.IsTrusted
            ? verdict.Now
            : throw new StorageException(StorageErrorCode.Refused, "Clocks are too far apart: nothing is removed for its age until they agree.");
    }

    /// <summary>The time, or null while clocks are too far apart.</summary>
    /// <exception cref="StorageException">As the catalog's database throws.</exception>
    public async ValueTask<DateTimeOffset?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(cancellationToken);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.Refused)
        {
            return null;
        }
    }

    /// <summary>Once for each change.</summary>
    private void Tell(ClockVerdict verdict)
    {
        if (Interlocked.Exchange(ref _isDoubted, verdict.IsTrusted ? 0 : 1) == (verdict.IsTrusted ? 0 : 1)) return;
        if (verdict.IsTrusted) Log.Agree(logger, verdict.Difference);
        else Log.Differ(logger, verdict.Difference, options.Value.ClockDifferenceMax);
    }
}
