using System.Net;
using System.Net.Sockets;

namespace ObjectStore.ProcessTesting;

/// <summary>Finds TCP ports that nobody listens on.</summary>
public static class FreePort
{
    /// <summary>Returns that many different ports, free on 127.0.0.1 a moment ago.</summary>
    /// <remarks>Another process may take one before it is used; who starts a server on it tries again then.</remarks>
    public static int[] Find(int count)
    {
        var listeners = new List<TcpListener>(count);
        try
        {
            for (var index = 0; index < count; index++)
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                listeners.Add(listener);
            }
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
