using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Databases;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Cluster;

/// <summary>The cluster's index as a gateway or curator opens it: before anything serves. Closed after everything has stopped.</summary>
public sealed class ClusterStore(ClusterIdentity identity, IOptions<IndexOptions> options, IndexMetrics metrics, TimeProvider time, ILogger<ClusterStore> logger) : IAsyncDisposable
{
    private DatabaseSet? _databases;

    /// <summary>The databases that hold index and catalog.</summary>
    public IndexDatabases Databases => _databases?.Databases ?? throw new InvalidOperationException("The store has not been opened.");

    /// <summary>Opens the databases; does nothing when they are open.</summary>
    /// <param name="whenEmpty">What a catalog without content means.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="StorageException">IndexUnavailable: it may be tried again. Refused: a person must look.</exception>
    public async Task OpenAsync(EmptyCatalog whenEmpty, CancellationToken cancellationToken)
    {
        if (_databases is not null) return;
        if (options.Value.Databases.Count == 0) throw new StorageException(StorageErrorCode.Refused, "Index:Databases names no database: processes of a cluster share theirs.");
        _databases = await DatabaseSet.OpenAsync(options.Value, "", new CatalogExpectation(identity.Id, whenEmpty), metrics, time, logger, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_databases is not null) await _databases.DisposeAsync();
    }
}
