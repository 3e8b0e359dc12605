using Microsoft.Extensions.Logging;
using ObjectStore.Cluster;
using ObjectStore.Cluster.Nodes;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Databases;

namespace ObjectStore.CuratorHost;

/// <summary>Opens the catalog, and makes it at the first start of the cluster.</summary>
internal sealed partial class CatalogStart(ClusterStore store, INodeList list, ClusterNodes nodes, TimeProvider time, ILogger<CatalogStart> logger)
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Why it could not be opened the last time; empty before.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Opens it, for as long as that takes.</summary>
    /// <exception cref="StorageException">Refused: a person must look.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await store.OpenAsync(EmptyCatalog.Await, cancellationToken);
                return;
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.IndexUnavailable)
            {
                Problem = exception.Message;
                if (await TryMakeAsync(cancellationToken)) return;
                Log.Waiting(logger, exception.Message);
                await Task.Delay(RetryPeriod, time, cancellationToken);
            }
        }
    }

    /// <summary>Only when every node says that it holds nothing: a catalog that was lost is restored, and not made anew.</summary>
    private async Task<bool> TryMakeAsync(CancellationToken cancellationToken)
    {
        var addresses = list.Read();
        if (addresses.Count == 0 || !await nodes.RefreshAsync(addresses, cancellationToken)) return false;
        var holdsData = nodes.Descriptions.SelectMany(static node => node.Devices).Any(static device => device.Status is not { FragmentCount: 0 });
        try
        {
            await store.OpenAsync(holdsData ? EmptyCatalog.Refuse : EmptyCatalog.Make, cancellationToken);
            return true;
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.IndexUnavailable)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7121, LogLevel.Warning, "The catalog cannot be opened yet; tried again: {Problem}")]
        public static partial void Waiting(ILogger logger, string problem);
    }
}
