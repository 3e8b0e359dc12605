using System.Globalization;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Conformance.Postgres;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Objects;
using Xunit;

namespace ObjectStore.Index.Conformance.Keymap;

/// <summary>
/// Goal: no request fails because a partition splits, moves or merges, and none is lost. Method: 64 writers and 16 listers at work without pause, with a router
/// of their own, while a curator with another goes through the changes again and again; then all that was acknowledged is listed.
/// </summary>
[Trait("Category", "Model")]
public abstract class KeymapLoadSuite<TFixture>
    where TFixture : OrderedStoreFixture, new()
{
    private const int WriterCount = 64;
    private const int ListerCount = 16;
    private const int Rounds = 1;

    /// <summary>Written again and again, so that listings stay short.</summary>
    private const int KeysOfWriter = 50;

    private const int MoveAttemptsMax = 20;
    private const int LimitMax = 1000;
    private static readonly BucketId Bucket = new(0x1122_3344_5566_7788);

    private static readonly ObjectRecord Record = new() { Size = 0, ETag = "d41d8cd98f00b204e9800998ecf8427e", LastModified = DateTimeOffset.UnixEpoch, OwnerId = "owner" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_DuringSplitsMovesAndMerges_AllSucceed()
    {
        using var first = new TFixture();
        using var second = new TFixture();
        await using var a = first.Open();
        await using var b = second.Open();
        var databases = new IndexDatabases([new IndexDatabase("a", a), new IndexDatabase("b", b)]);
        var router = new KeymapRouter(databases, TimeProvider.System);
        var curator = new KeymapRouter(databases, TimeProvider.System);
        await new Index.Catalog.Catalog(router, TimeProvider.System).CreateBucketAsync(new BucketRecord("bucket", Bucket, "owner", DateTimeOffset.UnixEpoch, "r"), Cancel);
        var index = new ObjectIndex(router, TimeProvider.System);
        using var over = new CancellationTokenSource();

        var writers = Enumerable.Range(0, WriterCount).Select(writer => Task.Run(() => WriteAsync(index, writer, over.Token))).ToArray();
        var listers = Enumerable.Range(0, ListerCount).Select(lister => Task.Run(() => ListAsync(index, lister, over.Token))).ToArray();
        await ChangeAsync(new KeymapControl(curator, new MoveOptions { PageRows = 64, FreezeRowsMax = 32 }, TimeProvider.System));
        await over.CancelAsync();
        await Task.WhenAll(listers);
        var written = (await Task.WhenAll(writers)).SelectMany(static keys => keys).Order(StringComparer.Ordinal);

        Assert.Equal(written, await ListAllAsync(index));
    }

    /// <summary>The keys that it wrote, spread over the space by their first digits.</summary>
    private static async Task<HashSet<string>> WriteAsync(ObjectIndex index, int writer, CancellationToken over)
    {
        var keys = new HashSet<string>();
        for (var turn = 0; !over.IsCancellationRequested; turn++)
        {
            var number = turn % KeysOfWriter;
            var key = string.Create(CultureInfo.InvariantCulture, $"{(uint)((number * WriterCount + writer) * 0x9E3779B1u):x8}-{writer}-{number}");
            Assert.Equal(WriteOutcome.Applied, await index.PutAsync(Bucket, ObjectKey.From(key), Record, default, Cancel));
            keys.Add(key);
        }

        return keys;
    }

    /// <summary>Lists everything again and again; what was there at the beginning of a listing is in it, in order.</summary>
    private static async Task ListAsync(ObjectIndex index, int lister, CancellationToken over)
    {
        List<string> before = [];
        while (!over.IsCancellationRequested)
        {
            var keys = await ListAllAsync(index, LimitMax - lister);
            Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
            Assert.Empty(before.Except(keys));
            before = keys;
        }
    }

    private static async Task<List<string>> ListAllAsync(ObjectIndex index, int limit = LimitMax)
    {
        var keys = new List<string>();
        ReadOnlyMemory<byte> after = default;
        while (true)
        {
            // An engine that reads on the caller's thread never gives it back by itself; a request does, between its pages.
            await Task.Yield();
            var page = await index.ListAsync(Bucket, new ObjectListQuery(default, default, after, limit), Cancel);
            keys.AddRange(page.Objects.Select(static item => item.Key.ToString()));
            if (!page.IsTruncated) return keys;
            after = page.NextStartAfter;
        }
    }

    /// <summary>Splits in four, moves two of the parts and moves them back, and merges all.</summary>
    private static async Task ChangeAsync(KeymapControl control)
    {
        ReadOnlyMemory<byte>[] positions = [BoundAt("4"), BoundAt("8"), BoundAt("c")];
        Assert.Single(await control.ListAsync(Cancel));
        for (var round = 0; round < Rounds; round++)
        {
            Assert.Equal(KeymapOutcome.Applied, await control.SplitAsync(default, positions, Cancel));
            await MoveAsync(control, positions[0], "b");
            await MoveAsync(control, positions[2], "b");
            await MoveAsync(control, positions[0], "a");
            await MoveAsync(control, positions[2], "a");
            foreach (var _ in positions) Assert.Equal(KeymapOutcome.Applied, await control.MergeAsync(default, Cancel));
        }
    }

    private static ReadOnlyMemory<byte> BoundAt(string key) => new Position(Bucket, ObjectKey.From(key).Utf8Memory).ToBound();

    /// <summary>Moves, again when writers have taken the move back: on a slow machine a partition may be frozen for longer than they wait.</summary>
    private static async Task MoveAsync(KeymapControl control, ReadOnlyMemory<byte> start, string target)
    {
        var outcome = MoveOutcome.NotMoving;
        for (var attempt = 0; attempt < MoveAttemptsMax && outcome != MoveOutcome.Moved; attempt++)
        {
            Assert.Equal(KeymapOutcome.Applied, await control.BeginMoveAsync(start, target, Cancel));
            outcome = await control.CarryOutMoveAsync(start, Cancel);
        }

        Assert.Equal(MoveOutcome.Moved, outcome);
    }
}

public sealed class InMemoryKeymapLoadTests : KeymapLoadSuite<InMemoryFixture>;

public sealed class SqliteKeymapLoadTests : KeymapLoadSuite<SqliteFixture>;

public sealed class PostgresKeymapLoadTests : KeymapLoadSuite<PostgresFixture>;
