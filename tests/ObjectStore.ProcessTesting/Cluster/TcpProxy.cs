using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ObjectStore.ProcessTesting.Cluster;

/// <summary>Passes TCP connections on to one port of this machine, and can cut, silence and delay them. Thread-safe.</summary>
/// <remarks>What it does to connections it does to those that stand and to those that come. Bytes are never changed or reordered.</remarks>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _targetPort;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly HashSet<ProxyConnection> _connections = [];
    private readonly Task _accepting;
    private TcpProxyFault _fault = TcpProxyFault.None;

    /// <summary>Starts to listen.</summary>
    /// <param name="targetPort">Port on 127.0.0.1; whoever listens there may come later.</param>
    public TcpProxy(int targetPort)
    {
        _targetPort = targetPort;
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Port on 127.0.0.1 that it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What happens to connections from now on.</summary>
    public TcpProxyFault Fault
    {
        get => Volatile.Read(ref _fault);
        set
        {
            Volatile.Write(ref _fault, value);
            if (!value.IsCut) return;
            ProxyConnection[] connections;
            lock (_lock) connections = [.. _connections];
            foreach (var connection in connections) connection.Cut();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port} → {_targetPort}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        ProxyConnection[] connections;
        lock (_lock) connections = [.. _connections];
        foreach (var connection in connections) connection.Cut();
        await Task.WhenAll(connections.Select(connection => connection.Completion));
        _stopping.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_stopping.Token);
                Serve(client);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (_stopping.IsCancellationRequested) return;
            }
        }
    }

    private void Serve(Socket client)
    {
        var connection = new ProxyConnection(client, _targetPort, () => Fault, _stopping.Token);
        lock (_lock) _connections.Add(connection);
        connection.Run(() =>
        {
            lock (_lock) _connections.Remove(connection);
        });
    }
}
