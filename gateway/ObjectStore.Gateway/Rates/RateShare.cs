using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Core;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Options;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Gateway.Rates;

/// <summary>
/// This gateway's share of the rates: an equal part among those that hold somebody to a rate. Each of them writes a state to the catalog, <c>gateways/rates/</c> and its name, that it changes
/// every few seconds; who sees it change counts it. Clocks are not compared.
/// </summary>
/// <remarks>While the catalog does not answer, the last count stays in use. A gateway that uses no rates writes nothing.</remarks>
internal sealed partial class RateShare(ICatalog catalog, GatewayOptions options, TimeProvider time, ILogger<RateShare> logger) : BackgroundService
{
    private const string Prefix = "gateways/rates/";
    private const int BeatBytes = 8;

    /// <summary>How often a gateway writes its state and looks at those of the others.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>A state that has not changed for so long is of a gateway that is gone, or has nothing to do with rates.</summary>
    internal static readonly TimeSpan GoneAfter = 3 * Period;

    /// <summary>How long after its last use of a rate a gateway still counts.</summary>
    internal static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan RemovedAfter = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Seen> _others = new(StringComparer.Ordinal);
    private int _gateways = 1;
    private int _isUsed;
    private long? _usedAt;

    private readonly record struct Seen(ReadOnlyMemory<byte> Beat, long At);

    /// <summary>How many gateways share the rates, this one included.</summary>
    public int Gateways => Volatile.Read(ref _gateways);

    /// <summary>The share of a rate.</summary>
    public double Of(long perSecond)
    {
        if (Volatile.Read(ref _isUsed) == 0) Volatile.Write(ref _isUsed, 1);
        return (double)perSecond / Gateways;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (StorageException exception)
            {
                Log.NotCounted(logger, exception);
            }
        }
    }

    /// <summary>Shows the others that this gateway is there, and counts them.</summary>
    internal async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (Interlocked.Exchange(ref _isUsed, 0) == 1) _usedAt = now;
        if (_usedAt is not { } used || time.GetElapsedTime(used, now) >= IdleAfter) return;
        var own = Prefix + options.Name;
        var beat = new byte[BeatBytes];
        Chance.Fill(beat);
        await catalog.StoreJobStateAsync(own, beat, cancellationToken);
        var listed = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (name, state) in catalog.ListJobStatesAsync(Prefix, cancellationToken))
        {
            if (name == own || state is not { } seen || !listed.Add(name)) continue;
            await WatchAsync(name, seen, now, cancellationToken);
        }

        foreach (var gone in _others.Keys.Except(listed).ToArray()) _others.Remove(gone);
        Volatile.Write(ref _gateways, 1 + _others.Values.Count(other => time.GetElapsedTime(other.At, now) < GoneAfter));
    }

    private async ValueTask WatchAsync(string name, ReadOnlyMemory<byte> beat, long now, CancellationToken cancellationToken)
    {
        if (!_others.TryGetValue(name, out var seen) || !seen.Beat.Span.SequenceEqual(beat.Span)) _others[name] = new Seen(beat, now);
        else if (time.GetElapsedTime(seen.At, now) >= RemovedAfter) await catalog.TryReplaceJobStateAsync(name, beat, null, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1051, LogLevel.Debug, "The gateways that share rates could not be counted; the last count stays in use.")]
        public static partial void NotCounted(ILogger logger, Exception exception);
    }
}
