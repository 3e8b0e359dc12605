using ObjectStore.Index.InMemory;
using ObjectStore.Index.OrderedStore;
using Xunit;

namespace ObjectStore.Index.Conformance;

/// <summary>Random commits, reads and scans over few keys, answered by the engine and by the reference model alike.</summary>
[Trait("Category", "Model")]
public abstract class RandomTransactionSuite<TFixture>
    where TFixture : OrderedStoreFixture, new()
{
    private const int OperationCount = 3_000;
    private const int KeyLengthMax = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Operations_FixedSeed_AnswerAsTheReference() => RunAsync(42);

    [Fact]
    public Task Operations_RandomSeed_AnswerAsTheReference() => RunAsync(Random.Shared.Next());

    private static async Task RunAsync(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        using var fixture = new TFixture();
        await using var store = fixture.Open();
        await using var reference = new InMemoryOrderedStore();
        var random = new Random(seed);

        // Revisions differ between engines; a condition on one names the commit by its number, and each engine's revision of it is looked up.
        var revisions = new List<(long Store, long Reference)> { (-1, -1) };
        for (var i = 0; i < OperationCount; i++)
        {
            if (random.Next(3) == 0)
            {
                await CompareReadsAsync(store, reference, random, seed);
                continue;
            }

            var draft = new Draft(random, revisions.Count);
            var actual = await store.CommitAsync(draft.Build(revisions, revision => revision.Store), Cancel);
            var expected = await reference.CommitAsync(draft.Build(revisions, revision => revision.Reference), Cancel);
            Assert.True(expected.FailedCondition == actual.FailedCondition, $"seed {seed}, operation {i}: {expected} but {actual}");
            if (actual.IsApplied) revisions.Add((actual.Revision, expected.Revision));
        }

        Assert.Equal(Texts(await reference.ScanAsync(default, 10_000, false, Cancel)), Texts(await store.ScanAsync(default, 10_000, false, Cancel)));
    }

    private static async Task CompareReadsAsync(IOrderedStore store, InMemoryOrderedStore reference, Random random, int seed)
    {
        var range = new KeyRange(AnyKey(random, 0), AnyKey(random, 0));
        var (limit, reverse) = (random.Next(1, 20), random.Next(2) == 0);
        var expected = Texts(await reference.ScanAsync(range, limit, reverse, Cancel));
        Assert.True(expected.SequenceEqual(Texts(await store.ScanAsync(range, limit, reverse, Cancel))), $"seed {seed}");
        ReadOnlyMemory<byte>[] keys = [AnyKey(random, 1), AnyKey(random, 1)];
        var expectedRows = await reference.ReadAsync(keys, Cancel);
        var rows = await store.ReadAsync(keys, Cancel);
        Assert.True(expectedRows.Select(Text).SequenceEqual(rows.Select(Text)), $"seed {seed}");
        Assert.Equal(Text(expectedRows[0]), Text(await store.ReadAsync(keys[0], Cancel)));
    }

    private static byte[] AnyKey(Random random, int lengthMin)
    {
        ReadOnlySpan<byte> alphabet = [0, 1, 127, 128, 255];
        return random.GetItems(alphabet, random.Next(lengthMin, KeyLengthMax + 1));
    }

    private static IEnumerable<string?> Texts(IReadOnlyList<Row> rows) => rows.Select(row => Text(row));

    private static string? Text(Row? row) => row is { } present ? Convert.ToHexString(present.Key.Span) + "=" + Convert.ToHexString(present.Value.Span) : null;

    /// <summary>A random commit, before the revisions of one engine are put in.</summary>
    private sealed class Draft
    {
        private readonly List<(int Kind, byte[] Start, byte[] End, int Commit)> _conditions = [];
        private readonly Dictionary<string, (byte[] Key, byte[]? Value)> _writes = [];

        public Draft(Random random, int commitCount)
        {
            for (var i = random.Next(3); i > 0; i--)
            {
                _conditions.Add((random.Next(4), AnyKey(random, 1), AnyKey(random, 1), random.Next(Math.Max(0, commitCount - 20), commitCount)));
            }

            for (var i = random.Next(5); i > 0; i--)
            {
                var key = AnyKey(random, 1);
                var value = new byte[random.Next(10) == 0 ? 5000 : random.Next(20)];
                random.NextBytes(value);
                _writes[Convert.ToHexString(key)] = (key, random.Next(3) == 0 ? null : value);
            }
        }

        public Commit Build(List<(long Store, long Reference)> revisions, Func<(long Store, long Reference), long> select)
        {
            var conditions = _conditions.Select(condition => condition.Kind switch
            {
                0 => CommitCondition.Absent(condition.Start),
                1 => CommitCondition.Exists(condition.Start),
                2 => CommitCondition.HasRevision(condition.Start, select(revisions[condition.Commit])),
                _ => CommitCondition.RangeEmpty(new KeyRange(condition.Start, condition.End)),
            });
            var puts = _writes.Values.Where(write => write.Value is not null)
                .Select(write => KeyValuePair.Create<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(write.Key, write.Value));
            var deletes = _writes.Values.Where(write => write.Value is null).Select(write => (ReadOnlyMemory<byte>)write.Key);
            return new Commit([.. conditions], [.. puts], [.. deletes]);
        }
    }
}

public sealed class SqliteRandomTransactionTests : RandomTransactionSuite<SqliteFixture>;
