using System.Collections.Concurrent;
using ObjectStore.Core.Clocks;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Index.Clocks;

/// <summary>The clocks of the databases' servers, each asked once a minute at most: between, time passes for them as for this process. Thread-safe.</summary>
public sealed class DatabaseClocks(IndexDatabases databases, TimeProvider time)
{
    /// <summary>A clock that is corrected meanwhile is believed that much later.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, ClockReading> _readings = new(StringComparer.Ordinal);

    /// <summary>What the clock of a database's server shows now; null where it has no other clock than this process.</summary>
    /// <exception cref="StorageException">As the database throws.</exception>
    public async ValueTask<DateTimeOffset?> ReadAsync(IndexDatabase database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        if (_readings.TryGetValue(database.Name, out var known) && time.GetElapsedTime(known.Timestamp) < Period) return known.Now(time);
        if (await database.Store.ReadClockAsync(cancellationToken) is not { } shown) return null;
        _readings[database.Name] = ClockReading.Of(shown, time);
        return shown;
    }

    /// <summary>What the clocks show of all databases that have one. One that does not answer tells nothing, unless it is that of the catalog.</summary>
    /// <exception cref="StorageException">As the catalog's database throws.</exception>
    public async ValueTask<IReadOnlyList<DateTimeOffset>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var shown = new List<DateTimeOffset>();
        foreach (var database in databases.All)
        {
            try
            {
                if (await ReadAsync(database, cancellationToken) is { } clock) shown.Add(clock);
            }
            catch (StorageException) when (database != databases.Catalog)
            {
                // What lies in it cannot be changed now either.
            }
        }

        return shown;
    }
}
