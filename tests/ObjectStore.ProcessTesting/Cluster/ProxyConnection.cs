using System.Net;
using System.Net.Sockets;

namespace ObjectStore.ProcessTesting.Cluster;

/// <summary>One connection through a <see cref="TcpProxy"/>. Owns both sockets.</summary>
internal sealed class ProxyConnection(Socket client, int targetPort, Func<TcpProxyFault> fault, CancellationToken stopping) : IDisposable
{
    private const int BufferBytes = 128 << 10;
    private static readonly TimeSpan FaultPoll = TimeSpan.FromMilliseconds(20);

    private readonly Socket _target = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Completes when both sockets are closed.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to pass bytes.</summary>
    /// <param name="ended">Called when both sockets are closed.</param>
    public void Run(Action ended) => Completion = Task.Run(async () =>
    {
        await PassAsync();
        ended();
    }, CancellationToken.None);

    /// <summary>Resets the connection at both ends.</summary>
    public void Cut()
    {
        Reset(client);
        Reset(_target);
    }

    /// <inheritdoc/>
    public void Dispose() => Cut();

    private async Task PassAsync()
    {
        try
        {
            client.NoDelay = true;
            await PassFaultAsync();
            await _target.ConnectAsync(new IPEndPoint(IPAddress.Loopback, targetPort), stopping);
            await Task.WhenAll(PassAsync(client, _target), PassAsync(_target, client));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One end has gone or was cut; the other hears of it below.
        }
        finally
        {
            Cut();
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[BufferBytes];
            while (await from.ReceiveAsync(buffer, stopping) is var count and > 0)
            {
                await PassFaultAsync();
                for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), stopping);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Cut();
        }
    }

    /// <summary>Waits out silence and delay; ends the connection when it is cut.</summary>
    private async Task PassFaultAsync()
    {
        if (fault().Delay is var delay && delay > TimeSpan.Zero) await Task.Delay(delay, stopping);
        while (fault().IsSilent) await Task.Delay(FaultPoll, stopping);
        if (fault().IsCut) throw new SocketException((int)SocketError.ConnectionReset);
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        socket.Dispose();
    }
}
