using System.Net;
using System.Net.Sockets;
using ObjectStore.ProcessTesting.Cluster;

namespace ObjectStore.Faults.Tests;

public sealed class TcpProxyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] Text = [1, 2, 3];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connection_NoFault_PassesBytesAndItsEnd()
    {
        using var server = Listen();
        await using var proxy = new TcpProxy(PortOf(server));
        using var client = await ConnectAsync(proxy);
        using var accepted = await server.AcceptSocketAsync(Token);

        await client.SendAsync(Text, Token);
        client.Shutdown(SocketShutdown.Send);

        var received = new byte[8];
        Assert.Equal(Text.Length, await accepted.ReceiveAsync(received, Token));
        Assert.Equal(Text, received[..3]);
        Assert.Equal(0, await accepted.ReceiveAsync(received, Token));
    }

    [Fact]
    public async Task Connection_Silent_PassesNothingUntilTheFaultIsOver()
    {
        using var server = Listen();
        await using var proxy = new TcpProxy(PortOf(server));
        using var client = await ConnectAsync(proxy);
        using var accepted = await server.AcceptSocketAsync(Token);
        proxy.Fault = TcpProxyFault.Silent;
        await client.SendAsync(Text, Token);

        var receive = accepted.ReceiveAsync(new byte[8], Token).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => receive.WaitAsync(TimeSpan.FromMilliseconds(200), Token));
        proxy.Fault = TcpProxyFault.None;

        Assert.Equal(Text.Length, await receive.WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task Connection_Cut_IsResetAndSoAreNewOnes()
    {
        using var server = Listen();
        await using var proxy = new TcpProxy(PortOf(server));
        using var client = await ConnectAsync(proxy);
        using var accepted = await server.AcceptSocketAsync(Token);

        proxy.Fault = TcpProxyFault.Cut;

        await Assert.ThrowsAsync<SocketException>(() => client.ReceiveAsync(new byte[8], Token).AsTask().WaitAsync(Patience, Token));
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var next = await ConnectAsync(proxy);
            await next.ReceiveAsync(new byte[8], Token).AsTask().WaitAsync(Patience, Token);
        });
    }

    private static TcpListener Listen()
    {
        var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        return server;
    }

    private static int PortOf(TcpListener server) => ((IPEndPoint)server.LocalEndpoint).Port;

    private static async Task<Socket> ConnectAsync(TcpProxy proxy)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, proxy.Port, Token);
        return socket;
    }
}
