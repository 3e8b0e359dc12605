using System.Net;
using System.Net.Sockets;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments;

namespace ObjectStore.Rpc.Tests.Client;

public sealed class RpcConnectionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every piece costs a wake-up at both ends: headers, message and end of a request are one.</summary>
    [Fact]
    public async Task UnaryCall_RequestIsShort_IsOnePiece()
    {
        const int CallCount = 200;

        // Settings of the connection, acknowledgements, and PINGs that measure its round trip.
        const int PiecesOfTheConnectionMax = 20;
        await using var node = await ServedNode.StartAsync([]);
        await using var way = new CountingWay(node.Address.Port);
        using var connections = new RpcConnections(null, ServedNode.Patient with { ConnectionsPerPeer = 1, KeepAliveDelay = TimeSpan.FromMinutes(10) });
        using var client = new NodeClient(way.Address, connections, TimeProvider.System);

        for (var i = 0; i < CallCount; i++) await client.DescribeAsync(Token);

        Assert.InRange(way.PieceCount, CallCount, CallCount + PiecesOfTheConnectionMax);
    }

    [Fact]
    public async Task Clients_OverTheSameConnections_ReachTheirOwnPeersUntilTheConnectionsEnd()
    {
        await using var first = await ServedNode.StartAsync([]);
        await using var second = await ServedNode.StartAsync([]);
        var connections = new RpcConnections(null, ServedNode.Patient);
        var one = new NodeClient(first.Address, connections, TimeProvider.System);
        using var other = new NodeClient(second.Address, connections, TimeProvider.System);

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(first.PayloadPort, (await one.DescribeAsync(Token)).PayloadPort);
            Assert.Equal(second.PayloadPort, (await other.DescribeAsync(Token)).PayloadPort);
        }

        one.Dispose();
        Assert.Equal(second.PayloadPort, (await other.DescribeAsync(Token)).PayloadPort);
        connections.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => other.DescribeAsync(Token));
    }

    /// <summary>Peers are asked one after the other, in the same order each time.</summary>
    [Fact]
    public async Task Calls_ToPeersInTurn_GoOverAllConnectionsToEach()
    {
        await using var node = await ServedNode.StartAsync([]);
        await using var first = new CountingWay(node.Address.Port);
        await using var second = new CountingWay(node.Address.Port);
        using var connections = new RpcConnections(null, ServedNode.Patient with { ConnectionsPerPeer = 2 });
        using var one = new NodeClient(first.Address, connections, TimeProvider.System);
        using var other = new NodeClient(second.Address, connections, TimeProvider.System);

        for (var i = 0; i < 3; i++)
        {
            await one.DescribeAsync(Token);
            await other.DescribeAsync(Token);
        }

        Assert.Equal((2, 2), (first.ConnectionCount, second.ConnectionCount));
    }

    /// <summary>Passes connections on, and counts them and the pieces that come from their client.</summary>
    private sealed class CountingWay : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _accepting;
        private int _connectionCount;
        private int _pieceCount;

        public CountingWay(int targetPort)
        {
            _listener.Start();
            _accepting = AcceptAsync(targetPort);
        }

        public Uri Address => new($"http://{_listener.LocalEndpoint}");

        public int ConnectionCount => Volatile.Read(ref _connectionCount);

        public int PieceCount => Volatile.Read(ref _pieceCount);

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _listener.Dispose();
        }

        private async Task AcceptAsync(int targetPort)
        {
            var passing = new List<Task>();
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptSocketAsync(CancellationToken.None);
                    Interlocked.Increment(ref _connectionCount);
                    passing.Add(PassAsync(client, targetPort));
                }
            }
            catch (SocketException)
            {
                // The listener was stopped.
            }

            await Task.WhenAll(passing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task PassAsync(Socket client, int targetPort)
        {
            using (client)
            {
                using var target = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                await target.ConnectAsync(IPAddress.Loopback, targetPort);
                await Task.WhenAny(PassAsync(client, target, () => Interlocked.Increment(ref _pieceCount)), PassAsync(target, client, () => 0));
            }
        }

        private static async Task PassAsync(Socket from, Socket to, Func<int> onPiece)
        {
            var buffer = new byte[64 << 10];
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                onPiece();
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
    }
}
