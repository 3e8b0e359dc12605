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
                if (Problem.Length == 0) Problem = exception.Message;
                var (isOpen, obstacle) = await TryMakeAsync(cancellationToken);
                if (isOpen) return;
                Problem = obstacle is null ? exception.Message : $"{exception.Message} {obstacle}";
                Log.Waiting(logger, Problem);
                await Task.Delay(RetryPeriod, time, cancellationToken);
            }
        }
    }

    /// <summary>Only when every device was read and holds nothing: a catalog that was lost is restored, and not made anew. Tells what of the nodes held it up, in words; null where nothing did.</summary>
    private async Task<(bool IsOpen, string? Obstacle)> TryMakeAsync(CancellationToken cancellationToken)
    {
        var addresses = list.Read();
        if (addresses.Count == 0) return (false, "No node is listed yet.");
        if (!await nodes.RefreshAsync(addresses, cancellationToken)) return (false, "Not all nodes answer.");
        var holdsData = nodes.Descriptions.SelectMany(static node => node.Devices).Any(static device => device.Status is { FragmentCount: not 0 });
        if (!holdsData && FindUnread() is { } unread) return (false, unread);
        try
        {
            await store.OpenAsync(holdsData ? EmptyCatalog.Refuse : EmptyCatalog.Make, cancellationToken);
            return (true, null);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.IndexUnavailable)
        {
            return (false, null);
        }
    }

    /// <summary>Which device may hold data that nobody has read, in words; null for none. One that is still being opened and one that cannot be opened are alike here.</summary>
    private string? FindUnread()
    {
        var devices = nodes.Descriptions.SelectMany(static node => node.Devices, static (node, device) => (node.Node, Device: device)).ToArray();
        if (devices.Length == 0) return "No node has told of a device yet.";
        var unread = Array.Find(devices, static found => found.Device.Status is null);
        return unread.Device is { } device ? $"No catalog is made before all devices are open: {device.Path} of the node {unread.Node} is not. {device.Problem}" : null;
    }

    private static partial class Log
    {
        [LoggerMessage(7121, LogLevel.Warning, "The catalog cannot be opened yet; tried again: {Problem}")]
        public static partial void Waiting(ILogger logger, string problem);
    }
}
