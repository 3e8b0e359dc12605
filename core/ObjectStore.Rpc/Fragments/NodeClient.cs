using System.Collections.Concurrent;
using System.Net.Security;
using ObjectStore.Core.Clocks;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments.Messages;

namespace ObjectStore.Rpc.Fragments;

/// <summary>One storage node as other processes see it. Thread-safe. Whoever makes it disposes it.</summary>
/// <remarks>
/// A node that cannot be reached is away for <see cref="RpcChannelOptions.ReconnectDelay"/>: calls fail at once, and transfers that are under way are ended. After that
/// the next call tries again.
/// </remarks>
public sealed class NodeClient : IDisposable
{
    private readonly ConcurrentDictionary<DeviceId, RemoteFragmentDevice> _devices = new();
    private readonly Lock _lock = new();
    private readonly RpcConnections _connections;
    private readonly bool _ownsConnections;
    private CancellationTokenSource _lost = new();
    private PayloadClient? _payload;
    private int _payloadPort;
    private long _awaySince;
    private bool _isDisposed;

    /// <summary>A client with connections of its own; connects to nothing yet.</summary>
    /// <param name="address">Scheme, host and port of the node's gRPC endpoint.</param>
    /// <param name="tls">Own certificate and how the node's is judged; null for plain text.</param>
    /// <param name="options">Bounds and deadlines.</param>
    /// <param name="time">Clock of deadlines.</param>
    public NodeClient(Uri address, SslClientAuthenticationOptions? tls, RpcChannelOptions options, TimeProvider time)
        : this(address, new RpcConnections(tls, options), time) => _ownsConnections = true;

    /// <summary>A client of one node among many; connects to nothing yet.</summary>
    /// <param name="address">Scheme, host and port of the node's gRPC endpoint.</param>
    /// <param name="connections">What its calls go over; whoever made them disposes them, after the client.</param>
    /// <param name="time">Clock of deadlines.</param>
    public NodeClient(Uri address, RpcConnections connections, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(connections);
        (_connections, Time) = (connections, time);
        Channel = new RpcChannel(address, connections, time);
    }

    /// <summary>The node's gRPC endpoint.</summary>
    public Uri Address => Channel.Address;

    /// <summary>False for a moment after the node could not be reached.</summary>
    public bool IsAway => Volatile.Read(ref _awaySince) is not 0 and var since && Time.GetElapsedTime(since) < Options.ReconnectDelay;

    internal RpcChannel Channel { get; }

    internal RpcChannelOptions Options => _connections.Options;

    internal TimeProvider Time { get; }

    /// <summary>For payload that goes over HTTP/1.1; null until the node has said that, and where, it takes it.</summary>
    internal PayloadClient? Payload => Volatile.Read(ref _payload);

    /// <summary>Cancelled when the node is lost.</summary>
    internal CancellationToken Lost
    {
        get
        {
            lock (_lock) return _isDisposed ? new CancellationToken(canceled: true) : _lost.Token;
        }
    }

    /// <summary>A device of the node. Nothing is asked: whether the node has it shows when it is used.</summary>
    public IFragmentDevice GetDevice(DeviceId id) => _devices.GetOrAdd(id, static (device, node) => new RemoteFragmentDevice(node, device), this);

    /// <summary>Asks the node what it is and has. A node that does not answer in time counts as lost.</summary>
    /// <exception cref="StorageException">DeviceUnavailable.</exception>
    public async Task<NodeDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        var reply = await AskAsync(cancellationToken).ConfigureAwait(false);
        UsePayloadPort(reply.PayloadPort);
        var devices = reply.Devices.Select(device => new NodeDevice(
            device.Id is null ? null : FragmentWire.ToDevice(device.Id),
            device.Pool,
            device.Path,
            device.Problem.Length > 0 ? null : new DeviceStatus(device.CapacityBytes, device.FreeBytes, device.LiveBytes, device.FragmentCount, device.IsWritable) { HasFailed = device.HasFailed },
            device.Problem));
        return new NodeDescription(new NodeName(reply.Node), new ZoneName(reply.Zone), FragmentWire.ToGuid(reply.Cluster), reply.PayloadPort, [.. devices])
        {
            Clock = TryReadClock(reply.ClockUnixMs, out var shown) ? ClockReading.Of(shown, Time) : null,
        };
    }

    /// <inheritdoc />
    public void Dispose()
    {
        CancellationTokenSource lost;
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            lost = _lost;
        }

        foreach (var device in _devices.Values) device.Dispose();
        if (_ownsConnections) _connections.Dispose();
        Payload?.Dispose();
        lost.Cancel();
        lost.Dispose();
    }

    /// <summary>Calls the node.</summary>
    /// <exception cref="StorageException">What the node says, or DeviceUnavailable.</exception>
    internal async Task<TResponse> CallAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        try
        {
            return await Channel.UnaryCallAsync(method, request, new CallOptions(null, Time.GetUtcNow() + timeout, cancellationToken)).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReportIfLost(exception);
            throw StorageStatus.ToStorage(exception);
        }
    }

    /// <summary>Fails at once while the node is away.</summary>
    internal void ThrowIfAway()
    {
        if (IsAway) throw new StorageException(StorageErrorCode.DeviceUnavailable, $"The node at {Address.Authority} cannot be reached.");
    }

    /// <summary>Takes note when a call ended because there is no connection, or none that lives.</summary>
    internal void ReportIfLost(RpcException exception)
    {
        if (exception is { StatusCode: StatusCode.Unavailable, InnerException: HttpRequestException or IOException }) ReportLost();
    }

    /// <summary>The node cannot be reached: transfers that wait for it are ended.</summary>
    internal void ReportLost()
    {
        CancellationTokenSource lost;
        lock (_lock)
        {
            if (_isDisposed) return;
            Volatile.Write(ref _awaySince, Math.Max(1, Time.GetTimestamp()));
            lost = _lost;
            _lost = new CancellationTokenSource();
        }

        lost.Cancel();
        lost.Dispose();
    }

    /// <summary>False for 0 and for what is no time: a node that cannot tell is no witness.</summary>
    private static bool TryReadClock(long unixMilliseconds, out DateTimeOffset shown)
    {
        var isTime = unixMilliseconds > 0 && unixMilliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        shown = isTime ? DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds) : default;
        return isTime;
    }

    private async Task<DescribeReply> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(FragmentMethods.Describe, new DescribeRequest(), Options.DescribeTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException exception) when (exception.InnerException is RpcException { StatusCode: StatusCode.DeadlineExceeded })
        {
            // No disk is asked for it: the process hangs, or the network is cut.
            ReportLost();
            throw;
        }
    }

    private void UsePayloadPort(int port)
    {
        lock (_lock)
        {
            if (port is < 0 or > ushort.MaxValue) port = 0;
            if (_isDisposed || _payloadPort == port) return;

            // The one that is replaced ends with its last transfer; the port changes at most when the node starts anew.
            _payloadPort = port;
            Volatile.Write(ref _payload, port == 0 ? null : new PayloadClient(new UriBuilder(Address) { Port = port }.Uri, _connections.Tls, Options));
        }
    }
}
