using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Admin.Health;
using ObjectStore.Cluster;
using ObjectStore.Cluster.Iam;
using ObjectStore.Core.Errors;

namespace ObjectStore.Iam;

/// <summary>
/// This process's copy of IAM. Changes that were made here hold at once, those of other processes within two refresh periods; while the catalog does not answer, what was
/// read last holds. Not ready before the first read. Thread-safe.
/// </summary>
/// <param name="catalog">Gives the catalog. Asked for with the first read: signatures are checked before there is one, of who imports an index.</param>
/// <param name="options">How often the stamp is read.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
public sealed partial class IamDirectory(Func<IamCatalog> catalog, IOptions<ClusterOptions> options, TimeProvider time, ILogger<IamDirectory> logger) : BackgroundService, IReadinessCheck
{
    private const int ReadsMax = 4;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private IamSnapshot? _current;

    /// <summary>What is known now, for decisions about requests: a field, and no I/O.</summary>
    public IamSnapshot Current => Volatile.Read(ref _current) ?? IamSnapshot.Empty;

    /// <summary>What the catalog holds now: every change that was answered before this was called is in it, wherever it was made.</summary>
    /// <exception cref="StorageException">The catalog does not answer.</exception>
    public async ValueTask<IamSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        var stamp = await catalog().ReadStampAsync(cancellationToken);
        if (Volatile.Read(ref _current) is { } current && current.Stamp.Span.SequenceEqual(stamp.Span)) return current;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            // Rows are read page by page. A snapshot that a change came into is read again; after some tries its stamp, which is older, says that it is to be.
            var (snapshot, unreadable) = (IamSnapshot.Empty, 0);
            for (var attempt = 0; attempt < ReadsMax; attempt++)
            {
                stamp = await catalog().ReadStampAsync(cancellationToken);
                if (Volatile.Read(ref _current) is { } known && known.Stamp.Span.SequenceEqual(stamp.Span)) return known;
                if (attempt > 0 && snapshot.Stamp.Span.SequenceEqual(stamp.Span)) break;
                (snapshot, unreadable) = await catalog().ReadAsync(cancellationToken);
            }

            if (unreadable > 0) Log.Unreadable(logger, unreadable);
            Volatile.Write(ref _current, snapshot);
            return snapshot;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Stores a change that was made of <paramref name="snapshot"/>; false when another was faster, and nothing was stored.</summary>
    /// <exception cref="StorageException">The catalog does not answer; the change may have been stored, or there is no room for it.</exception>
    public async ValueTask<bool> TryChangeAsync(IamSnapshot snapshot, IReadOnlyList<IamEntity> removed, IReadOnlyList<IamEntity> stored, CancellationToken cancellationToken)
    {
        // In turn, so that changes of this process do not race each other, and the last one's snapshot is the one that stays.
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (await catalog().TryChangeAsync(snapshot, removed, stored, cancellationToken) is not { } next) return false;
            Volatile.Write(ref _current, next);
            return true;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc />
    public ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new Readiness(Volatile.Read(ref _current) is not null, $"entities of IAM: {Current.Count}"));

    /// <inheritdoc />
    public override void Dispose()
    {
        _reading.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshPeriod, time);
        do
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (StorageException exception)
            {
                Log.NotRead(logger, exception);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever a row provokes, a gateway goes on with what it knew.
                Log.NotRefreshed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(7130, LogLevel.Debug, "IAM could not be read from the catalog; what is known stays in use.")]
        public static partial void NotRead(ILogger logger, Exception exception);

        [LoggerMessage(7131, LogLevel.Error, "What the catalog holds of IAM could not be put to use; what is known stays in use.")]
        public static partial void NotRefreshed(ILogger logger, Exception exception);

        [LoggerMessage(7132, LogLevel.Error, "{Count} entities of IAM cannot be read: they are damaged, of a later release, or sealed with another master key.")]
        public static partial void Unreadable(ILogger logger, int count);
    }
}
