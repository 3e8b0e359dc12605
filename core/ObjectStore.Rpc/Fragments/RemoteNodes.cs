using System.Collections.Frozen;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Rpc.Fragments;

/// <summary>
/// The devices of a set of nodes. Which node has which device is what the nodes say at each <see cref="RefreshAsync"/>; a device that moved to another node is found there.
/// </summary>
/// <remarks>Thread-safe. The clients belong to whoever made them.</remarks>
public sealed class RemoteNodes : IFragmentDevices
{
    private readonly Lock _lock = new();
    private FrozenDictionary<NodeClient, NodeDescription> _descriptions = FrozenDictionary<NodeClient, NodeDescription>.Empty;
    private FrozenDictionary<DeviceId, NodeClient> _homes = FrozenDictionary<DeviceId, NodeClient>.Empty;

    /// <summary>What each node said last; those that did not answer the last time are left out.</summary>
    public IReadOnlyCollection<NodeDescription> Descriptions => Volatile.Read(ref _descriptions).Values;

    /// <inheritdoc />
    public IFragmentDevice? Find(DeviceId id) =>
        Volatile.Read(ref _homes).TryGetValue(id, out var node) && !node.IsAway ? node.GetDevice(id) : null;

    /// <summary>Asks all nodes, at the same time, what they are and have. One that does not answer is away until it does.</summary>
    /// <param name="nodes">All nodes of the cluster; those of before that are not among them are forgotten.</param>
    /// <param name="cluster">Nodes of another cluster are left out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that did not answer, or belong to another cluster, with why.</returns>
    public async Task<IReadOnlyDictionary<NodeClient, StorageException>> RefreshAsync(IReadOnlyCollection<NodeClient> nodes, Guid cluster, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(nodes.Select(node => AskAsync(node, cluster, cancellationToken))).ConfigureAwait(false);
        var descriptions = new Dictionary<NodeClient, NodeDescription>();
        var homes = new Dictionary<DeviceId, NodeClient>();
        var failures = new Dictionary<NodeClient, StorageException>();
        foreach (var (node, description, failure) in answers)
        {
            if (failure is not null) failures.Add(node, failure);
            if (description is null) continue;
            descriptions.Add(node, description);
            foreach (var device in description.Devices)
            {
                if (device is { Id: { } id, Status: not null }) homes[id] = node;
            }
        }

        lock (_lock)
        {
            Volatile.Write(ref _descriptions, descriptions.ToFrozenDictionary());
            Volatile.Write(ref _homes, homes.ToFrozenDictionary());
        }

        return failures;
    }

    private static async Task<(NodeClient Node, NodeDescription? Description, StorageException? Failure)> AskAsync(
        NodeClient node, Guid cluster, CancellationToken cancellationToken)
    {
        try
        {
            var description = await node.DescribeAsync(cancellationToken).ConfigureAwait(false);
            return description.Cluster == cluster
                ? (node, description, null)
                : (node, null, new StorageException(StorageErrorCode.Refused, $"The node {description.Node} belongs to another cluster."));
        }
        catch (StorageException exception)
        {
            return (node, null, exception);
        }
    }
}
