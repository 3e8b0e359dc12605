using System.Diagnostics;

namespace ObjectStore.Index.Conformance.Postgres;

/// <summary>
/// A PostgreSQL server of its own, run by scripts/postgres-server.sh. The script ends it, and deletes its folder, when its standard input ends: when
/// this is disposed, and also when this process dies.
/// </summary>
internal sealed class PostgresTestServer : IAsyncDisposable
{
    private static readonly Lock SharedLock = new();
    private static Task<PostgresTestServer>? _shared;

    private readonly Process _script;
    private readonly string _folder;

    private PostgresTestServer(Process script, string folder)
    {
        _script = script;
        _folder = folder;
    }

    /// <summary>The server with a pooler that the tests of one run share, each with a schema of its own. It ends with the process.</summary>
    public static Task<PostgresTestServer> SharedAsync()
    {
        lock (SharedLock) return _shared ??= StartSharedAsync();
    }

    /// <summary>Holds its data, log and socket.</summary>
    public string Folder => _folder;

    /// <summary>Npgsql's string for the server.</summary>
    public string ConnectionString => $"Host={_folder};Port=5432;Username=postgres;Database=postgres;SSL Mode=Disable";

    /// <summary>Npgsql's string for the server and its standby: whichever takes writes.</summary>
    public string FailoverConnectionString => $"Host={_folder}:5432,{_folder}:5433;Username=postgres;Database=postgres;SSL Mode=Disable";

    /// <summary>Npgsql's string for PgBouncer before the server.</summary>
    public string PoolerConnectionString => $"Host={_folder};Port=6432;Username=postgres;Database=postgres;SSL Mode=Disable";

    /// <summary>What server and pooler have logged.</summary>
    public string Log => File.ReadAllText(Path.Combine(_folder, "log"));

    public static async Task<PostgresTestServer> StartAsync(params string[] settings)
    {
        // Short, because a socket's path has at most 107 bytes; and not made here, because the server's user owns it.
        var folder = Path.Combine(Path.GetTempPath(), $"objectstore-pg-{Guid.NewGuid():N}"[..22]);
        // In a session of its own, so that a signal to our process group does not end the script before it has cleaned up.
        var start = new ProcessStartInfo("setsid") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["bash", Path.Combine(AppContext.BaseDirectory, "postgres-server.sh"), folder, "max_connections=300", .. settings])
        {
            start.ArgumentList.Add(argument);
        }

        var server = new PostgresTestServer(Process.Start(start)!, folder);
        await server.ExpectAsync("ready");
        return server;
    }

    /// <summary>Gives the script a command and waits until it is done.</summary>
    public async Task SendAsync(string command)
    {
        await _script.StandardInput.WriteLineAsync(command);
        await _script.StandardInput.FlushAsync();
        await ExpectAsync("done");
    }

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        _script.Dispose();
    }

    private static async Task<PostgresTestServer> StartSharedAsync()
    {
        // The suites do not crash it, so that it need not flush; the tests that crash a server start their own.
        var server = await StartAsync("fsync=off");
        await server.SendAsync("pooler");
        return server;
    }

    private async Task ExpectAsync(string expected)
    {
        var line = await _script.StandardOutput.ReadLineAsync();
        if (line != expected) throw new InvalidOperationException($"scripts/postgres-server.sh printed \"{line}\" where \"{expected}\" was expected.");
    }
}
