using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Conformance.Objects;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using Xunit;

namespace ObjectStore.Index.Conformance.Keymap;

/// <summary>
/// Does random operations on an index whose partitions move, and then the same on one that is a single partition in memory: every answer must be the
/// same, and in the end every row, byte by byte.
/// </summary>
internal sealed class IndexTwins : IAsyncDisposable
{
    public static readonly BucketId Bucket = new(0x0102_0304_0506_0708);

    private static readonly ObjectKey[] Keys =
        [.. new[] { "a", "a\0", "a\0\u0001", "a/b", "b", "c/1", "c/2", "m", "m\0", "n", "t", "zz" }.Select(ObjectKey.From)];

    private readonly IReadOnlyList<IOrderedStore> _databases;
    private readonly InMemoryOrderedStore _single = new();
    private readonly SimulatedProcess _moving;
    private readonly SimulatedProcess _still;
    private readonly Random _random;
    private readonly RecordFactory _records;
    private readonly List<(UploadId Id, ObjectKey Key, List<PartRecord> Parts)> _uploads = [];
    private Task _running = Task.CompletedTask;

    public IndexTwins(IReadOnlyList<IOrderedStore> databases, int seed)
    {
        _databases = databases;
        _random = new Random(seed);
        _records = new RecordFactory(_random);
        _moving = new SimulatedProcess(databases, new ProcessFate());
        _still = new SimulatedProcess([_single], new ProcessFate());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The bound at one of the keys.</summary>
    public static byte[] Bound(int key) => RowKeys.Object(Bucket, Keys[key])[1..];

    public async Task CreateBucketAsync()
    {
        var record = new BucketRecord("bucket", Bucket, "owner", DateTimeOffset.UnixEpoch, "r");
        await _moving.Catalog.CreateBucketAsync(record, Cancel);
        await _still.Catalog.CreateBucketAsync(record, Cancel);
    }

    /// <summary>Does some operations and waits for them.</summary>
    public async Task RunAsync(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            await _running;
            _running = StepAsync();
        }

        await _running;
    }

    /// <summary>Begins some operations; while one waits for a partition to settle, no further one begins.</summary>
    public async Task RunMeanwhileAsync(int operationsMax)
    {
        for (var i = _random.Next(operationsMax + 1); i > 0 && _running.IsCompleted; i--)
        {
            await _running;
            _running = StepAsync();
        }
    }

    /// <summary>Waits for what has begun, and compares all rows of all partitions, and what both indexes list.</summary>
    public async Task CheckAsync(SimulatedProcess curator)
    {
        await _running;
        var rows = new List<Row>();
        foreach (var entry in await curator.Control.ListAsync(Cancel))
        {
            Assert.Null(entry.MoveTarget);
            var database = _databases[int.Parse(entry.Database["database-".Length..], System.Globalization.CultureInfo.InvariantCulture)];
            foreach (var family in RowFamily.OfPartitions.ToArray())
            {
                rows.AddRange(await database.ScanAsync(RowKeys.Between(family, entry.Start, entry.End), OrderedStoreLimits.ScanRowsMax, reverse: false, Cancel));
            }
        }

        var expected = new List<Row>();
        foreach (var family in RowFamily.OfPartitions.ToArray()) expected.AddRange(await _single.ScanAsync(RowKeys.AllOf(family), OrderedStoreLimits.ScanRowsMax, reverse: false, Cancel));
        Assert.Equal(RowsOf(expected), RowsOf(rows));
        var query = new ObjectListQuery(default, "/"u8.ToArray(), default, 3);
        var (listed, listedStill) = (await _moving.Index.ListAsync(Bucket, query, Cancel), await _still.Index.ListAsync(Bucket, query, Cancel));
        Assert.Equal(listedStill.Objects.Select(static item => item.Key), listed.Objects.Select(static item => item.Key));
        Assert.Equal(listedStill.NextStartAfter.ToArray(), listed.NextStartAfter.ToArray());
    }

    /// <summary>Once all is settled, no database holds rows that belong to no partition of its own.</summary>
    public async Task CheckNothingIsLeftAsync(SimulatedProcess curator)
    {
        Assert.Equal(0, await curator.Control.DeleteDiscardedAsync(Cancel));
        var entries = await curator.Control.ListAsync(Cancel);
        for (var i = 0; i < _databases.Count; i++)
        {
            var owned = entries.Where(entry => entry.Database == SimulatedProcess.NameOf(i)).ToArray();
            foreach (var family in RowFamily.OfPartitions.ToArray())
            {
                var own = 0;
                foreach (var entry in owned) own += (await _databases[i].ScanAsync(RowKeys.Between(family, entry.Start, entry.End), OrderedStoreLimits.ScanRowsMax, reverse: false, Cancel)).Count;
                Assert.Equal(own, await CountAsync(_databases[i], family));
            }

            Assert.Equal(owned.Length, await CountAsync(_databases[i], RowFamily.Partition));
            Assert.Equal(0, await CountAsync(_databases[i], RowFamily.MoveProgress));
            Assert.Equal(0, await CountAsync(_databases[i], RowFamily.Discarded));
        }
    }

    public ValueTask DisposeAsync() => _single.DisposeAsync();

    private static async Task<int> CountAsync(IOrderedStore store, byte family) =>
        (await store.ScanAsync(RowKeys.AllOf(family), OrderedStoreLimits.ScanRowsMax, reverse: false, Cancel)).Count;

    private static IEnumerable<string> RowsOf(IEnumerable<Row> rows) =>
        rows.Select(static row => $"{Convert.ToHexString(row.Key.Span)} = {Convert.ToHexString(row.Value.Span)}").Order(StringComparer.Ordinal);

    private Task StepAsync() => _random.Next(12) switch
    {
        0 or 1 or 2 or 3 => PutAsync(),
        4 or 5 => DeleteAsync(),
        6 => CreateUploadAsync(),
        7 or 8 => PutPartAsync(),
        9 => CompleteAsync(),
        10 => AbortAsync(),
        _ => CollectAsync(),
    };

    private async Task PutAsync()
    {
        var (key, record) = (AnyKey(), _records.Object());
        await BothAsync(async index => await index.PutAsync(Bucket, key, record, default, Cancel));
    }

    private async Task DeleteAsync()
    {
        var key = AnyKey();
        await BothAsync(async index => await index.DeleteAsync(Bucket, key, default, Cancel));
    }

    private async Task CreateUploadAsync()
    {
        var (key, record) = (AnyKey(), _records.Upload());
        _uploads.Add((record.Id, key, []));
        await BothAsync(index => index.CreateUploadAsync(Bucket, key, record, Cancel));
    }

    private async Task PutPartAsync()
    {
        if (_uploads.Count == 0) return;
        var (id, key, parts) = _uploads[_random.Next(_uploads.Count)];
        var part = _records.Part(_random.Next(1, 9));
        parts.RemoveAll(existing => existing.PartNumber == part.PartNumber);
        parts.Add(part);
        await BothAsync(index => index.PutPartAsync(Bucket, key, id, part, Cancel));
    }

    private async Task CompleteAsync()
    {
        if (_uploads.Count == 0) return;
        var (id, key, parts) = _uploads[_random.Next(_uploads.Count)];
        var named = parts.Where(_ => _random.Next(3) > 0).OrderBy(static part => part.PartNumber).ToArray();
        if (named.Length == 0) return;
        _uploads.RemoveAll(upload => upload.Id == id);
        var record = _records.Completed(id, named);
        var tags = named.Select(static part => KeyValuePair.Create(part.PartNumber, part.ETag)).ToArray();
        await BothAsync(async index => await index.CompleteUploadAsync(Bucket, key, record, tags, default, Cancel));
    }

    private async Task AbortAsync()
    {
        if (_uploads.Count == 0) return;
        var (id, key, _) = _uploads[_random.Next(_uploads.Count)];
        _uploads.RemoveAll(upload => upload.Id == id);
        await BothAsync(index => index.AbortUploadAsync(Bucket, key, id, Cancel));
    }

    /// <summary>Works off a page of the garbage queue in both.</summary>
    private async Task CollectAsync()
    {
        foreach (var index in new[] { _moving.Index, _still.Index })
        {
            var page = await index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 5, Cancel);
            await index.RemoveGarbageAsync(page.Entries, Cancel);
        }
    }

    private async Task BothAsync(Func<IObjectIndex, ValueTask<WriteOutcome>> operation)
    {
        var outcome = await operation(_moving.Index);
        Assert.Equal(await operation(_still.Index), outcome);
    }

    private ObjectKey AnyKey() => Keys[_random.Next(Keys.Length)];
}
