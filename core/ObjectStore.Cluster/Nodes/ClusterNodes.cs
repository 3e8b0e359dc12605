using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Cluster.Nodes;

/// <summary>The nodes of the cluster, and their devices, over gRPC.</summary>
/// <remarks>Thread-safe but for <see cref="RefreshAsync"/>, which has one caller at a time. Owns the connections.</remarks>
public sealed partial class ClusterNodes(
    ClusterIdentity identity, RpcChannelOptions options, CertificateSource? certificates, TimeProvider time, ILogger<ClusterNodes> logger) : IFragmentDevices, IDisposable
{
    private readonly RemoteNodes _nodes = new();
    private readonly RpcConnections _connections = new(certificates?.ClientOptions(PeerRoles.Node), options);
    private readonly Dictionary<Uri, NodeClient> _clients = [];
    private readonly Dictionary<Uri, string> _problems = [];

    /// <summary>What each node said last; those that did not answer the last time are left out.</summary>
    public IReadOnlyCollection<NodeDescription> Descriptions => _nodes.Descriptions;

    /// <inheritdoc />
    public IFragmentDevice? Find(DeviceId id) => _nodes.Find(id);

    /// <summary>Asks the nodes at these addresses how they are, at the same time, and forgets those at others.</summary>
    /// <param name="addresses">gRPC endpoints.</param>
    /// <param name="cancellationToken">Ends the wait; each node has a deadline of its own.</param>
    /// <returns>Whether all of them answered.</returns>
    public async Task<bool> RefreshAsync(IReadOnlyCollection<Uri> addresses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        foreach (var address in addresses)
        {
            if (!_clients.ContainsKey(address)) _clients.Add(address, new NodeClient(address, _connections, time));
        }

        var removed = _clients.Where(client => !addresses.Contains(client.Key)).ToArray();
        foreach (var (address, _) in removed) _clients.Remove(address);
        var failures = await _nodes.RefreshAsync(_clients.Values, identity.Id, cancellationToken);
        foreach (var (address, client) in removed)
        {
            _problems.Remove(address);
            client.Dispose();
        }

        foreach (var (address, client) in _clients) Tell(address, failures.GetValueOrDefault(client));
        return failures.Count == 0;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var client in _clients.Values) client.Dispose();
        _clients.Clear();
        _connections.Dispose();
    }

    /// <summary>Once for each change.</summary>
    private void Tell(Uri address, StorageException? failure)
    {
        if (failure is null)
        {
            if (_problems.Remove(address)) Log.Answers(logger, address);
        }
        else if (_problems.TryAdd(address, failure.Message))
        {
            Log.DoesNotAnswer(logger, address, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7100, LogLevel.Warning, "The node at {Address} does not answer: {Problem}")]
        public static partial void DoesNotAnswer(ILogger logger, Uri address, string problem);

        [LoggerMessage(7101, LogLevel.Information, "The node at {Address} answers again.")]
        public static partial void Answers(ILogger logger, Uri address);
    }
}
