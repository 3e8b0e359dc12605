using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ObjectStore.ProcessTesting;

/// <summary>Gives TCP ports of 127.0.0.1 to servers of tests. Thread-safe.</summary>
/// <remarks>
/// A server that is killed and started again must find its port free. So the ports are none that the kernel gives to outgoing connections (from 32768 on), and each
/// is claimed until this process ends: by an abstract socket of its number, which other test processes of this machine see.
/// </remarks>
public static class FreePort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    private static readonly ConcurrentBag<Socket> Claims = [];

    /// <summary>Returns that many different ports on which nobody listens, and which nobody else gets from here.</summary>
    /// <exception cref="InvalidOperationException">No port is left.</exception>
    public static int[] Find(int count)
    {
        var ports = new List<int>(count);
        var start = Random.Shared.Next(Count);
        for (var i = 0; i < Count && ports.Count < count; i++)
        {
            var port = First + ((start + i) % Count);
            if (TryClaim(port)) ports.Add(port);
        }

        return ports.Count == count ? [.. ports] : throw new InvalidOperationException("No port is left for a test.");
    }

    private static bool TryClaim(int port)
    {
        var claim = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            claim.Bind(new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"\0objectstore-test-port-{port}")));
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            Claims.Add(claim);
            return true;
        }
        catch (SocketException)
        {
            claim.Dispose();
            return false;
        }
    }
}
