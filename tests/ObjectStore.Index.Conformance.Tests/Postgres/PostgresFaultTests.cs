using System.Diagnostics;
using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Postgres;
using Xunit;
using static ObjectStore.Index.Conformance.RowText;

namespace ObjectStore.Index.Conformance.Postgres;

/// <summary>What the PostgreSQL engine does about servers that are away, full, misconfigured or not ours.</summary>
public sealed class PostgresFaultTests(DedicatedServer server) : IClassFixture<DedicatedServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_ServerDown_IsUnavailableAndWaitsWhenTold()
    {
        await server.Server.SendAsync("crash");

        var failure = await FailsAsync(() => PostgresOrderedStore.OpenAsync(server.Options, Cancel));
        var opening = PostgresOrderedStore.OpenAsync(server.Options with { OpenTimeout = TimeSpan.FromMinutes(1) }, Cancel);
        await server.Server.SendAsync("start");

        Assert.Equal(StorageErrorCode.IndexUnavailable, failure.Code);
        await using var store = await opening;
        Assert.True((await store.CommitAsync(Put("a", "1"), Cancel)).IsApplied);
    }

    [Fact]
    public async Task Open_WrongPassword_IsRefusedWithoutTellingIt()
    {
        await server.ExecuteAsync("DROP ROLE IF EXISTS asked; CREATE ROLE asked LOGIN PASSWORD 'right-secret'; GRANT CREATE ON DATABASE postgres TO asked");
        var asked = server.Server.ConnectionString.Replace("Username=postgres", "Username=asked", StringComparison.Ordinal);
        var wrong = server.Options with { ConnectionString = asked + ";Password=wrong-secret" };

        var failure = await FailsAsync(() => PostgresOrderedStore.OpenAsync(wrong, Cancel));
        await using var store = await PostgresOrderedStore.OpenAsync(wrong with { ConnectionString = asked + ";Password=right-secret" }, Cancel);

        Assert.Equal(StorageErrorCode.Refused, failure.Code);
        Assert.Contains("password", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", failure + wrong.ToString(), StringComparison.Ordinal);
        Assert.True((await store.CommitAsync(Put("a", "1"), Cancel)).IsApplied);
    }

    [Fact]
    public async Task Open_StringThatIsNone_IsRefusedWithoutTellingIt()
    {
        var failure = await FailsAsync(() => PostgresOrderedStore.OpenAsync(server.Options with { ConnectionString = "Hots=x;Password=secret" }, Cancel));

        Assert.Equal(StorageErrorCode.Refused, failure.Code);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_StringFromFile_IsReadAgainForNewConnections()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, server.Server.ConnectionString + "\n", Cancel);
        await using var store = await PostgresOrderedStore.OpenAsync(server.Options with { ConnectionString = null, ConnectionStringFile = file }, Cancel);
        await File.WriteAllTextAsync(file, server.Server.ConnectionString + ";Application Name=renewed", Cancel);

        await store.ReadAsync(Bytes("a"), Cancel);

        Assert.True(await server.QueryAsync<bool>("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'renewed')"));
        File.Delete(file);
    }

    [Fact]
    public async Task Open_SchemaOfLaterRelease_IsRefusedWithAdvice()
    {
        var options = server.Options;
        await using (await PostgresOrderedStore.OpenAsync(options, Cancel))
        {
        }

        await server.ExecuteAsync($"INSERT INTO {options.Schema}.schema_versions (version) VALUES (99)");
        var failure = await FailsAsync(() => PostgresOrderedStore.OpenAsync(options, Cancel));

        Assert.Equal(StorageErrorCode.Refused, failure.Code);
        Assert.Contains("a later one", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_TablesOfAnotherProgram_AreRefused()
    {
        var options = server.Options;
        await server.ExecuteAsync($"CREATE SCHEMA {options.Schema}; CREATE TABLE {options.Schema}.rows (id int)");

        var failure = await FailsAsync(() => PostgresOrderedStore.OpenAsync(options, Cancel));

        Assert.Equal(StorageErrorCode.Refused, failure.Code);
        Assert.Contains("another program", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ManyAtOnce_MakeOneSchema()
    {
        var options = server.Options;

        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostgresOrderedStore.OpenAsync(options, Cancel)));

        foreach (var store in stores) await store.DisposeAsync();
        Assert.Equal(1, await server.QueryAsync<long>($"SELECT count(*) FROM {options.Schema}.schema_versions"));
    }

    [Fact]
    public async Task Open_ServerWithoutFlush_IsRefusedUnlessAllowed()
    {
        await server.SetAsync("fsync", "off");
        try
        {
            var failure = await FailsAsync(() => PostgresOrderedStore.OpenAsync(server.Options, Cancel));
            await using var store = await PostgresOrderedStore.OpenAsync(server.Options with { UnsafeAllowServerWithoutFlush = true }, Cancel);

            Assert.Equal(StorageErrorCode.Refused, failure.Code);
            Assert.Contains("fsync", failure.Message, StringComparison.Ordinal);
            Assert.False(store.Server.IsFlushing);
        }
        finally
        {
            await server.SetAsync("fsync", null);
        }
    }

    [Fact]
    public async Task Commit_ServerDown_IsUnavailableInTimeAndRecovers()
    {
        await using var store = await PostgresOrderedStore.OpenAsync(server.Impatient, Cancel);
        await PatientlyAsync(() => store.CommitAsync(Put("a", "1"), Cancel));
        await server.Server.SendAsync("crash");

        var started = Stopwatch.GetTimestamp();
        var failures = await Task.WhenAll(
            FailsAsync(async () => await store.CommitAsync(Put("b", "1"), Cancel)),
            FailsAsync(async () => await store.ReadAsync(Bytes("a"), Cancel)),
            FailsAsync(async () => await store.OpenSnapshotAsync(Cancel)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        await server.Server.SendAsync("start");

        Assert.All(failures, failure => Assert.Equal(StorageErrorCode.IndexUnavailable, failure.Code));
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.Equal("a=1", (await PatientlyAsync(() => store.ReadAsync(Bytes("a"), Cancel)))?.Text());
        Assert.Null(await PatientlyAsync(() => store.ReadAsync(Bytes("b"), Cancel)));
        Assert.True((await PatientlyAsync(() => store.CommitAsync(Put("b", "1"), Cancel))).IsApplied);
    }

    /// <summary>What the driver throws of a certificate that is none is no failure of the connection by its type.</summary>
    [Fact]
    public async Task Commit_CertificateDamaged_IsUnavailableUntilItIsMended()
    {
        var (file, certificate) = (Path.GetTempFileName(), Path.GetTempFileName());
        await File.WriteAllTextAsync(file, server.Server.ConnectionString, Cancel);
        await File.WriteAllTextAsync(certificate, "no certificate", Cancel);
        await using var store = await PostgresOrderedStore.OpenAsync(server.Impatient with { ConnectionString = null, ConnectionStringFile = file }, Cancel);
        await PatientlyAsync(() => store.CommitAsync(Put("a", "1"), Cancel));
        var encrypted = $"SSL Mode=Require;SSL Negotiation=Direct;SSL Certificate={certificate}";
        await File.WriteAllTextAsync(file, server.Server.ConnectionString.Replace("SSL Mode=Disable", encrypted, StringComparison.Ordinal), Cancel);
        await server.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'objectstore'");

        var commit = await FailsAsync(async () => await store.CommitAsync(Put("b", "1"), Cancel));
        var read = await FailsAsync(async () => await store.ReadAsync(Bytes("a"), Cancel));
        await File.WriteAllTextAsync(file, server.Server.ConnectionString, Cancel);

        Assert.Equal((StorageErrorCode.IndexUnavailable, StorageErrorCode.IndexUnavailable), (commit.Code, read.Code));
        Assert.True((await PatientlyAsync(() => store.CommitAsync(Put("b", "1"), Cancel))).IsApplied);
        File.Delete(file);
        File.Delete(certificate);
    }

    [Fact]
    public async Task Commit_ServerTurnsReadOnly_WaitsForOneThatTakesWrites()
    {
        await using var store = await PostgresOrderedStore.OpenAsync(server.Options, Cancel);
        await store.CommitAsync(Put("a", "1"), Cancel);
        await server.SetAsync("default_transaction_read_only", "on");

        var commit = store.CommitAsync(Put("a", "2"), Cancel).AsTask();
        await Task.WhenAny(commit, Task.Delay(300, Cancel));
        var wasCompleted = commit.IsCompleted;
        await server.SetAsync("default_transaction_read_only", null);

        Assert.False(wasCompleted);
        Assert.True((await commit).IsApplied);
    }

    [Fact]
    public async Task Commit_DiskFull_FailsAsFullAndReadsGoOn()
    {
        var options = server.Options;
        await using var store = await PostgresOrderedStore.OpenAsync(options, Cancel);
        await store.CommitAsync(Put("a", "1"), Cancel);
        // As the server reports it when it cannot extend a file of the table.
        await server.ExecuteAsync($"""
            CREATE FUNCTION {options.Schema}.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON {options.Schema}.rows FOR EACH ROW EXECUTE FUNCTION {options.Schema}.full()
            """);

        var failure = await FailsAsync(async () => await store.CommitAsync(Put("b", "1"), Cancel));
        var read = await store.ReadAsync(Bytes("a"), Cancel);
        var deletion = await store.CommitAsync(Delete("a"), Cancel);
        await server.ExecuteAsync($"DROP TRIGGER full_disk ON {options.Schema}.rows");

        Assert.Equal(StorageErrorCode.IndexFull, failure.Code);
        Assert.Equal("a=1", read?.Text());
        Assert.True(deletion.IsApplied);
        Assert.True((await store.CommitAsync(Put("b", "1"), Cancel)).IsApplied);
    }

    /// <summary>
    /// Without its synchronous replica the server applies a commit and does not acknowledge it. Nor may the store, not even when somebody cancels the
    /// server's wait; once the replica is there, the outcome turns out to be the first one's.
    /// </summary>
    [Fact]
    public async Task Commit_ReplicaMissing_IsNotAcknowledgedUntilItIsThere()
    {
        await using var store = await PostgresOrderedStore.OpenAsync(server.Impatient with { CommitTimeout = TimeSpan.FromMinutes(3) }, Cancel);
        await using var impatient = await PostgresOrderedStore.OpenAsync(server.Impatient, Cancel);
        await server.SetAsync("synchronous_standby_names", "nobody");

        var commit = store.CommitAsync(Put("a", "1", CommitCondition.Absent(Bytes("a"))), Cancel).AsTask();
        const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '%commit_1%'";
        while (await server.QueryAsync<long>(Waiting) == 0) await Task.Delay(10, Cancel);
        await server.ExecuteAsync("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
        var failure = await FailsAsync(async () => await impatient.CommitAsync(Put("b", "1"), Cancel));
        var unreplicated = await PatientlyAsync(() => impatient.ReadAsync(Bytes("b"), Cancel));
        var wasCompleted = commit.IsCompleted;
        var waiting = await server.QueryAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%commit_1%' AND state = 'active'");
        await server.SetAsync("synchronous_standby_names", null);

        Assert.False(wasCompleted, "The commit was acknowledged without its replica.");
        Assert.Equal(StorageErrorCode.IndexUnavailable, failure.Code);
        Assert.Null(unreplicated);
        Assert.InRange(waiting, 1, 8);
        Assert.True((await commit).IsApplied);
        Assert.True((await PatientlyAsync(() => impatient.CommitAsync(Put("c", "1"), Cancel))).IsApplied);
    }

    [Fact]
    public async Task Commit_QueueAtBound_IsOverloadedAtOnce()
    {
        await using var store = await PostgresOrderedStore.OpenAsync(server.Options with { QueuedCommitsMax = 4, GroupCommitsMax = 1 }, Cancel);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            try
            {
                return (await store.CommitAsync(Put($"{i}", "1"), Cancel)).IsApplied;
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.Overloaded)
            {
                return false;
            }
        }));

        Assert.Contains(false, outcomes);
        Assert.Equal(outcomes.Count(applied => applied), (await store.ScanAsync(default, 1000, reverse: false, Cancel)).Count);
    }

    [Fact]
    public async Task Commit_MoreKeysThanTheServerHasLocks_LocksTheStore()
    {
        await using var store = await PostgresOrderedStore.OpenAsync(server.Options with { GroupLocksMax = 100_000 }, Cancel);
        var puts = Enumerable.Range(0, OrderedStoreLimits.CommitRowsMax)
            .Select(i => new KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(Bytes($"{i:D6}"), default));

        var result = await store.CommitAsync(new Commit([], [.. puts], []), Cancel);

        Assert.True(result.IsApplied);
        Assert.Equal(result.Revision, (await store.ReadAsync(Bytes("024999"), Cancel))?.Revision);
    }

    [Fact]
    public async Task Read_AfterDispose_IsUnavailable()
    {
        var store = await PostgresOrderedStore.OpenAsync(server.Options, Cancel);
        await store.DisposeAsync();
        await store.DisposeAsync();

        Assert.Equal(StorageErrorCode.IndexUnavailable, (await FailsAsync(async () => await store.ReadAsync(Bytes("a"), Cancel))).Code);
        Assert.Equal(StorageErrorCode.IndexUnavailable, (await FailsAsync(async () => await store.CommitAsync(Put("a", ""), Cancel))).Code);
        Assert.Equal(StorageErrorCode.IndexUnavailable, (await FailsAsync(async () => await store.OpenSnapshotAsync(Cancel))).Code);
    }

    /// <summary>Repeats what a busy machine did not do in the time of an impatient store.</summary>
    private static async Task<T> PatientlyAsync<T>(Func<ValueTask<T>> action)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return await action();
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.IndexUnavailable && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
            {
            }
        }
    }

    private static Task<StorageException> FailsAsync(Func<Task> action) => Assert.ThrowsAsync<StorageException>(action);
}
