using System.Net;
using System.Net.Sockets;

namespace ObjectStore.Rpc.Tests.Fragments;

/// <summary>A network between client and server. Fault model: one bit of what passes in one direction, at one position of each connection, is flipped.</summary>
internal sealed class DamagingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly int _target;
    private readonly long _damageUpAt;
    private readonly long _damageDownAt;

    /// <summary>Forwards to a port of this machine; a negative position damages nothing.</summary>
    public DamagingProxy(int target, long damageUpAt, long damageDownAt)
    {
        (_target, _damageUpAt, _damageDownAt) = (target, damageUpAt, damageDownAt);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _ending.Cancel();
        _listener.Dispose();
        _ending.Dispose();
    }

    private static async Task PumpAsync(NetworkStream from, NetworkStream to, long damageAt, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        var position = 0L;
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (damageAt >= position && damageAt < position + read) buffer[damageAt - position] ^= 0x10;
            position += read;
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private async Task AcceptAsync()
    {
        while (true) _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_ending.Token));
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, _target, _ending.Token);
        using (client)
        {
            await Task.WhenAny(
                PumpAsync(client.GetStream(), server.GetStream(), _damageUpAt, _ending.Token),
                PumpAsync(server.GetStream(), client.GetStream(), _damageDownAt, _ending.Token));
        }
    }
}
