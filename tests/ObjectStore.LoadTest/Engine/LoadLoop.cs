using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ObjectStore.LoadTest.Engine;

/// <summary>Keeps a number of connections busy from one thread: a closed loop, one request under way on each.</summary>
internal static class LoadLoop
{
    private const int WaitMs = 200;
    private const int ErrorCountMax = 10_000;

    /// <summary>How long requests under way may take at the end of a measurement.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Runs for the duration, then lets requests under way finish, for at most a minute.</summary>
    public static LoadResult Run(IPEndPoint endpoint, RequestPlan plan, int connectionCount, TimeSpan duration) =>
        Run(endpoint, plan, connectionCount, duration, Grace);

    /// <summary>The same with another limit for requests that are under way at the end.</summary>
    public static LoadResult Run(IPEndPoint endpoint, RequestPlan plan, int connectionCount, TimeSpan duration, TimeSpan grace)
    {
        var result = new LoadResult();
        using var set = new EpollSet();
        var connections = Enumerable.Range(0, connectionCount).Select(_ => new LoadConnection(plan)).ToArray();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        try
        {
            for (var token = 0; token < connectionCount; token++)
            {
                connections[token].Connect(endpoint, set, token);
                connections[token].Begin();
            }
            var busy = connectionCount;
            var done = new bool[connectionCount];
            while (busy > 0 && Stopwatch.GetElapsedTime(started) < duration + grace)
            {
                var readyCount = set.Wait(WaitMs);
                for (var index = 0; index < readyCount; index++)
                {
                    var token = set.TokenAt(index);
                    if (done[token])
                        continue;
                    done[token] = !Serve(connections[token], () => connections[token].Connect(endpoint, set, token), result, started, duration);
                    busy -= done[token] ? 1 : 0;
                }
            }
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }
        result.Elapsed = Stopwatch.GetElapsedTime(started);
        result.ClientProcessorTime = Process.GetCurrentProcess().TotalProcessorTime - processor;
        result.Seal();
        return result;
    }

    /// <summary>Moves a connection on until its socket blocks. Returns false when it has nothing more to do.</summary>
    private static bool Serve(LoadConnection connection, Action reconnect, LoadResult result, long started, TimeSpan duration)
    {
        while (true)
        {
            var progress = connection.Advance();
            if (progress == LoadConnection.Progress.Waiting)
                return true;
            var isBroken = progress == LoadConnection.Progress.Broken;
            result.Add(isBroken ? 0 : connection.Status, connection.LatencyUs);
            if (Stopwatch.GetElapsedTime(started) >= duration || result.Errors.Values.Sum() > ErrorCountMax)
                return false;
            if ((isBroken || connection.MustReconnect) && !TryReconnect(reconnect))
                return false;
            connection.Begin();
        }
    }

    private static bool TryReconnect(Action reconnect)
    {
        try
        {
            reconnect();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
