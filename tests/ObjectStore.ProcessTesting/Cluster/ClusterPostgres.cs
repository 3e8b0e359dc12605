using ObjectStore.Index.Conformance.Postgres;

namespace ObjectStore.ProcessTesting.Cluster;

/// <summary>The PostgreSQL server of a cluster, which flushes as in production.</summary>
public sealed class ClusterPostgres : IAsyncDisposable
{
    private readonly PostgresTestServer _server;

    private ClusterPostgres(PostgresTestServer server, bool hasStandby) => (_server, HasStandby) = (server, hasStandby);

    /// <summary>Whether there is a second server that has every commit before it is acknowledged.</summary>
    public bool HasStandby { get; }

    /// <summary>Npgsql's string for it, and for the standby.</summary>
    public string ConnectionString => HasStandby ? _server.FailoverConnectionString : _server.ConnectionString;

    /// <summary>What it has logged.</summary>
    public string Log => _server.Log;

    /// <summary>Processor time of its processes since it was started last; zero while it does not run.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var file = Path.Combine(_server.Folder, "data", "postmaster.pid");
            return File.Exists(file) ? ProcessTimes.OfTree(File.ReadLines(file).First()) : TimeSpan.Zero;
        }
    }

    /// <summary>Starts a new server with settings <c>name=value</c>.</summary>
    public static async Task<ClusterPostgres> StartAsync(IReadOnlyList<string> settings, bool hasStandby)
    {
        var postgres = new ClusterPostgres(await PostgresTestServer.StartAsync([.. settings]), hasStandby);
        if (hasStandby) await postgres.AddStandbyAsync();
        return postgres;
    }

    /// <summary>Ends it at once, as a failure of its machine would.</summary>
    public Task CrashAsync() => _server.SendAsync("crash");

    /// <summary>Starts it again after <see cref="CrashAsync"/>, and waits until it answers.</summary>
    public Task StartAgainAsync() => _server.SendAsync("start");

    /// <summary>Ends it at once and makes its standby the server; there is none then until <see cref="AddStandbyAsync"/>.</summary>
    public Task FailOverAsync() => _server.SendAsync("failover");

    /// <summary>Makes a standby of the server, and waits until it follows.</summary>
    public Task AddStandbyAsync() => _server.SendAsync("standby");

    /// <summary>Kills a process that serves a client; the server restarts itself then.</summary>
    public Task KillBackendAsync() => _server.SendAsync("kill-backends");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
