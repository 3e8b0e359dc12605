using Npgsql;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Postgres;
using Xunit;
using static ObjectStore.Index.Conformance.RowText;

namespace ObjectStore.Index.Conformance.Postgres;

/// <summary>Many reads at once, which statements answer together.</summary>
public sealed class PostgresReadTests : IAsyncLifetime
{
    private const int ReadCount = 600;

    private readonly PostgresFixture _fixture = new();
    private readonly PostgresOrderedStore _store;

    public PostgresReadTests() => _store = (PostgresOrderedStore)_fixture.Open();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 50; i++) await _store.CommitAsync(Put($"key-{i}", $"{i}"), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _fixture.Dispose();
    }

    [Fact]
    public async Task Read_ManyAtOnce_EachGetsItsRows()
    {
        var single = Enumerable.Range(0, ReadCount).Select(i => (i % 60, Task.Run(async () => await _store.ReadAsync(Bytes($"key-{i % 60}"), Cancel)))).ToArray();
        var several = Enumerable.Range(0, ReadCount).Select(i => (i % 60, Task.Run(async () => await _store.ReadAsync([Bytes("absent"), Bytes($"key-{i % 60}"), Bytes("key-0"), Bytes($"key-{i % 60}")], Cancel)))).ToArray();

        foreach (var (i, read) in single) Assert.Equal(TextOf(i), (await read)?.Text());
        foreach (var (i, read) in several) Assert.Equal([null, TextOf(i), "key-0=0", TextOf(i)], (await read).Select(static row => row?.Text()));

        static string? TextOf(int i) => i < 50 ? $"key-{i}={i}" : null;
    }

    /// <summary>Goal: a read that waited for others still sees what was acknowledged before it began. Method: each of many writers reads its own row after each commit.</summary>
    [Fact]
    public async Task Read_AfterACommit_SeesIt()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                var committed = await _store.CommitAsync(Put($"writer-{writer}", $"{i}"), Cancel);
                var read = await _store.ReadAsync(Bytes($"writer-{writer}"), Cancel);
                Assert.Equal((committed.Revision, $"writer-{writer}={i}"), (read!.Value.Revision, read.Value.Text()));
            }
        })));
    }

    [Fact]
    public async Task Read_SomeAreGivenUp_LeavesTheOthers()
    {
        using var cancellation = new CancellationTokenSource();
        var reads = Enumerable.Range(0, ReadCount).Select(i => Task.Run(async () => await _store.ReadAsync(Bytes($"key-{i % 50}"), i % 3 == 0 ? cancellation.Token : Cancel))).ToArray();
        await cancellation.CancelAsync();

        for (var i = 0; i < ReadCount; i++)
        {
            try
            {
                Assert.Equal($"key-{i % 50}={i % 50}", (await reads[i])?.Text());
            }
            catch (OperationCanceledException) when (i % 3 == 0)
            {
                // It was to be.
            }
        }
    }

    /// <summary>Goal: a row that the server cannot read fails only those who ask for it. Method: a view stands for the table, and fails as a damaged page or a disk does.</summary>
    [Theory]
    [InlineData("XX001", StorageErrorCode.CorruptIndex)]
    [InlineData("58030", StorageErrorCode.IndexUnavailable)]
    public async Task Read_OneRowIsDamaged_FailsOnlyForIt(string sqlState, StorageErrorCode expected)
    {
        await ReplaceValueAsync("key-7", $"BEGIN RAISE EXCEPTION 'cannot read' USING ERRCODE = '{sqlState}'; END");

        var reads = Enumerable.Range(0, ReadCount).Select(i => (i % 50, Task.Run(async () => await _store.ReadAsync([Bytes($"key-{i % 50}")], Cancel)))).ToArray();

        foreach (var (i, read) in reads)
        {
            if (i == 7) Assert.Equal(expected, (await Assert.ThrowsAsync<StorageException>(() => read)).Code);
            else Assert.Equal($"key-{i}={i}", (await read)[0]?.Text());
        }
    }

    [Fact]
    public async Task Read_EachOfManyKeys_GetsAll()
    {
        var keys = Enumerable.Range(0, 300).Select(static i => (ReadOnlyMemory<byte>)Bytes($"key-{i}")).ToArray();

        var reads = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(async () => await _store.ReadAsync(keys, Cancel))));

        foreach (var rows in reads) Assert.Equal(Enumerable.Range(0, 300).Select(static i => i < 50 ? $"key-{i}={i}" : null), rows.Select(static row => row?.Text()));
    }

    /// <summary>Goal: statements that hang do not hold up those who ask for other rows. Method: a view stands for the table, and waits for a lock where one row is asked for.</summary>
    [Fact]
    public async Task Read_StatementsHang_OthersGoOn()
    {
        const int HangingCount = 3;
        await ReplaceValueAsync("key-7", "BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN 'late'::bytea; END");
        await using var holder = new NpgsqlConnection(_fixture.Server.ConnectionString + ";Pooling=false");
        await holder.OpenAsync(Cancel);
        await ExecuteAsync(holder, "SELECT pg_advisory_lock(7)");
        var hanging = Enumerable.Range(0, HangingCount).Select(_ => Task.Run(async () => await _store.ReadAsync(Bytes("key-7"), Cancel))).ToArray();

        // Each has a statement of its own: what joined one that waits would wait with it.
        while (await ExecuteAsync(holder, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7 AND NOT granted") is not (long)HangingCount) await Task.Delay(5, Cancel);

        for (var i = 0; i < 5; i++) Assert.Equal($"key-{i}={i}", (await _store.ReadAsync(Bytes($"key-{i}"), Cancel))?.Text());
        var wereHanging = hanging.All(static read => !read.IsCompleted);
        await ExecuteAsync(holder, "SELECT pg_advisory_unlock(7)");

        Assert.True(wereHanging);
        foreach (var read in hanging) Assert.Equal("key-7=late", (await read)?.Text());
    }

    [Fact]
    public async Task Read_StoreIsClosedMeanwhile_EndsEachRead()
    {
        var reads = Enumerable.Range(0, ReadCount).Select(i => Task.Run(async () => await _store.ReadAsync(Bytes($"key-{i % 50}"), Cancel))).ToArray();
        await _store.DisposeAsync();

        foreach (var read in reads)
        {
            try
            {
                Assert.NotNull(await read);
            }
            catch (StorageException exception)
            {
                Assert.Equal(StorageErrorCode.IndexUnavailable, exception.Code);
            }
        }
    }

    /// <summary>Has the value of a row come out of a function.</summary>
    private Task ReplaceValueAsync(string key, string body) => _fixture.ExecuteAsync($$"""
        ALTER TABLE {schema}.rows RENAME TO sound;
        CREATE FUNCTION {schema}.replaced() RETURNS bytea LANGUAGE plpgsql STABLE AS $$ {{body}} $$;
        CREATE VIEW {schema}.rows AS SELECT key, CASE WHEN key = '{{key}}' THEN {schema}.replaced() ELSE value END AS value, revision FROM {schema}.sound;
        """);

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
