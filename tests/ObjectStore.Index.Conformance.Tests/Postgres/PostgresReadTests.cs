using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;
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

    /// <summary>Goal: a row that the server cannot read fails only those who ask for it. Method: a view stands for the table, and fails as a damaged page does.</summary>
    [Fact]
    public async Task Read_OneRowIsDamaged_FailsOnlyForIt()
    {
        await _fixture.ExecuteAsync("""
            ALTER TABLE {schema}.rows RENAME TO sound;
            CREATE FUNCTION {schema}.damaged() RETURNS bytea LANGUAGE plpgsql STABLE AS $$ BEGIN RAISE EXCEPTION 'invalid page' USING ERRCODE = 'XX001'; END $$;
            CREATE VIEW {schema}.rows AS SELECT key, CASE WHEN key = 'key-7' THEN {schema}.damaged() ELSE value END AS value, revision FROM {schema}.sound;
            """);

        var reads = Enumerable.Range(0, ReadCount).Select(i => (i % 50, Task.Run(async () => await _store.ReadAsync([Bytes($"key-{i % 50}")], Cancel)))).ToArray();

        foreach (var (i, read) in reads)
        {
            if (i == 7) Assert.Equal(StorageErrorCode.CorruptIndex, (await Assert.ThrowsAsync<StorageException>(() => read)).Code);
            else Assert.Equal($"key-{i}={i}", (await read)[0]?.Text());
        }
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
}
