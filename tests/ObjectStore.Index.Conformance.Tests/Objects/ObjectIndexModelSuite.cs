using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using Xunit;

namespace ObjectStore.Index.Conformance.Objects;

/// <summary>Random operations on few keys, compared with <see cref="ReferenceIndex"/> answer by answer, and as a whole every now and then.</summary>
[Trait("Category", "Model")]
public abstract class ObjectIndexModelSuite<TFixture>
    where TFixture : OrderedStoreFixture, new()
{
    private const int OperationCount = 20_000;
    private const int WholeCheckEvery = 1_000;
    private static readonly BucketId Bucket = new(77);
    private static readonly ObjectKey[] Keys = [.. new[] { "a", "a\0", "a\0b", "a/", "a/b", "b", "b\u0001", "ü", "zz" }.Select(ObjectKey.From)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Operations_FixedSeed_AnswerAsTheReference() => RunAsync(20_261_120);

    [Fact]
    public Task Operations_RandomSeed_AnswerAsTheReference() => RunAsync(Random.Shared.Next());

    private static async Task RunAsync(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        using var fixture = new TFixture();
        await using var store = fixture.Open();
        var router = new KeymapRouter(IndexDatabases.Of(store), TimeProvider.System);
        var catalog = new Catalog.Catalog(router, TimeProvider.System);
        await catalog.CreateBucketAsync(new("bucket", Bucket, "owner", DateTimeOffset.UnixEpoch, "r"), Cancel);
        var run = new Run(router, new Random(seed), seed);
        for (var i = 1; i <= OperationCount; i++)
        {
            await run.StepAsync();
            if (i % WholeCheckEvery == 0) await run.CheckWholeAsync();
            if (i % (3 * WholeCheckEvery) == 0) await run.CollectGarbageAsync();
        }
    }

    private sealed class Run(KeymapRouter router, Random random, int seed)
    {
        private readonly ObjectIndex _index = new(router, TimeProvider.System);
        private readonly ReferenceIndex _reference = new();
        private readonly RecordFactory _records = new(random);

        public Task StepAsync() => random.Next(10) switch
        {
            0 or 1 or 2 => PutAsync(),
            3 => DeleteAsync(),
            4 => CreateUploadAsync(),
            5 or 6 or 7 => PutPartAsync(),
            8 => CompleteAsync(),
            _ => random.Next(3) == 0 ? AbortAsync() : GetAsync(),
        };

        /// <summary>Everything the index holds against everything the reference holds.</summary>
        public async Task CheckWholeAsync()
        {
            foreach (var key in Keys) AssertSame(_reference.Objects.GetValueOrDefault(key), await _index.GetAsync(Bucket, key, Cancel));
            var listing = await _index.ListAsync(Bucket, new ObjectListQuery(default, default, default, 1000), Cancel);
            Assert.Equal(_reference.Objects.Select(pair => (pair.Key, pair.Value.Size, pair.Value.ETag)), listing.Objects.Select(item => (item.Key, item.Size, item.ETag)));
            foreach (var (id, (key, _, parts)) in _reference.Uploads)
            {
                Assert.Equal(parts.Keys, (await _index.ListPartsAsync(Bucket, key, id, 0, 100, Cancel)).Select(part => part.PartNumber));
                foreach (var part in parts.Values) await AssertReferencedAsync(key, id, part);
            }

            foreach (var (key, record) in _reference.Objects)
            {
                if (record.Upload is { } upload)
                {
                    foreach (var part in _reference.Completed[upload]) await AssertReferencedAsync(key, upload, part);
                }

                foreach (var stripe in ReferenceIndex.Stripes(record.Runs))
                {
                    Assert.True(await _index.IsReferencedAsync(new FragmentOwner(Bucket, key, null, 0), stripe, Cancel), $"seed {seed}");
                }
            }
        }

        /// <summary>The queue must name exactly the dropped stripes; after removal nothing names them.</summary>
        public async Task CollectGarbageAsync()
        {
            var queued = new HashSet<(ObjectKey, StripeId)>();
            ReadOnlyMemory<byte> cursor = default;
            do
            {
                var page = await _index.ListGarbageAsync(cursor, DateTimeOffset.MaxValue, 100, Cancel);
                foreach (var entry in page.Entries)
                {
                    queued.UnionWith(ReferenceIndex.Stripes(entry.Runs).Select(stripe => (entry.Key, stripe)));
                    if (entry.Upload is not { } upload) continue;
                    var parts = await _index.ListPartsAsync(Bucket, entry.Key, upload, 0, 10_000, Cancel);
                    queued.UnionWith(parts.SelectMany(part => ReferenceIndex.Stripes(part.Runs)).Select(stripe => (entry.Key, stripe)));
                }

                await _index.RemoveGarbageAsync(page.Entries, Cancel);
                cursor = page.Next;
            }
            while (!cursor.IsEmpty);
            Assert.True(queued.SetEquals(_reference.Garbage), $"seed {seed}");
            _reference.Garbage.Clear();
            Assert.Empty((await _index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 1, Cancel)).Entries);
        }

        private async Task PutAsync()
        {
            var (key, record, condition) = (AnyKey(), _records.Object(), AnyCondition());
            Same(_reference.Put(key, record, condition), await _index.PutAsync(Bucket, key, record, condition, Cancel));
        }

        private async Task DeleteAsync()
        {
            var (key, condition) = (AnyKey(), AnyCondition() with { MustNotExist = false });
            Same(_reference.Delete(key, condition), await _index.DeleteAsync(Bucket, key, new ObjectDeletion { Condition = condition }, Cancel));
        }

        private async Task CreateUploadAsync()
        {
            var (key, record) = (AnyKey(), _records.Upload());
            _reference.Uploads.Add(record.Id, (key, record, []));
            Same(WriteOutcome.Applied, await _index.CreateUploadAsync(Bucket, key, record, Cancel));
            var read = await _index.GetUploadAsync(Bucket, key, record.Id, Cancel);
            Assert.Equivalent(record, read, strict: true);
        }

        private async Task PutPartAsync()
        {
            var (upload, key) = AnyUpload();
            var part = _records.Part(random.Next(1, 6));
            Same(_reference.PutPart(upload, part), await _index.PutPartAsync(Bucket, key, upload, part, Cancel));
        }

        private async Task CompleteAsync()
        {
            var (upload, key) = AnyUpload();
            var known = _reference.Uploads.TryGetValue(upload, out var begun) ? begun.Parts.Values.ToList() : [];
            var named = known.Where(_ => random.Next(4) != 0).ToList();
            if (named.Count == 0) named.Add(_records.Part(random.Next(1, 6)));
            var tags = named.Select(part => KeyValuePair.Create(part.PartNumber, random.Next(8) == 0 ? _records.ETag() : part.ETag)).ToList();
            var (record, condition) = (_records.Completed(upload, named), AnyCondition());
            Same(_reference.Complete(key, record, tags, condition), await _index.CompleteUploadAsync(Bucket, key, record, tags, condition, Cancel));
        }

        private async Task AbortAsync()
        {
            var (upload, key) = AnyUpload();
            Same(_reference.Abort(upload), await _index.AbortUploadAsync(Bucket, key, upload, Cancel));
        }

        private async Task GetAsync()
        {
            var key = AnyKey();
            AssertSame(_reference.Objects.GetValueOrDefault(key), await _index.GetAsync(Bucket, key, Cancel));
        }

        private ObjectKey AnyKey() => Keys[random.Next(Keys.Length)];

        private (UploadId Id, ObjectKey Key) AnyUpload()
        {
            if (_reference.Uploads.Count == 0 || random.Next(20) == 0) return (_records.Upload().Id, AnyKey());
            var (id, upload) = _reference.Uploads.ElementAt(random.Next(_reference.Uploads.Count));
            return (id, upload.Key);
        }

        private WriteCondition AnyCondition() => random.Next(10) switch
        {
            0 => new WriteCondition(true, null),
            1 => new WriteCondition(false, "*"),
            2 => new WriteCondition(false, _records.ETag()),
            3 => new WriteCondition(false, _reference.Objects.Values.ElementAtOrDefault(random.Next(Keys.Length))?.ETag),
            4 => new WriteCondition(false, null, _records.ETag()),
            5 => new WriteCondition(false, null, _reference.Objects.Values.ElementAtOrDefault(random.Next(Keys.Length))?.ETag),
            _ => default,
        };

        private async Task AssertReferencedAsync(ObjectKey key, UploadId upload, PartRecord part)
        {
            var owner = new FragmentOwner(Bucket, key, upload, (ushort)part.PartNumber);
            foreach (var stripe in ReferenceIndex.Stripes(part.Runs)) Assert.True(await _index.IsReferencedAsync(owner, stripe, Cancel), $"seed {seed}");
            Assert.False(await _index.IsReferencedAsync(owner, StripeId.New(DateTimeOffset.UnixEpoch), Cancel), $"seed {seed}");
        }

        private void Same(WriteOutcome expected, WriteOutcome actual) => Assert.True(expected == actual, $"seed {seed}: expected {expected}, got {actual}");

        private static void AssertSame(ObjectRecord? expected, ObjectRecord? actual)
        {
            Assert.Equal(expected is null, actual is null);
            if (expected is null) return;
            Assert.Equal(expected.Checksum?.Value.ToArray(), actual!.Checksum?.Value.ToArray());
            Assert.Equal((expected.Checksum?.Algorithm, expected.Checksum?.IsComposite), (actual.Checksum?.Algorithm, actual.Checksum?.IsComposite));
            Assert.Equal(expected.Metadata, actual.Metadata);
            Assert.Equal(expected.Runs, actual.Runs);
            Assert.Equal(expected.Parts, actual.Parts);
            Assert.Equal(expected with { Checksum = null, Metadata = [], Runs = [], Parts = [] }, actual with { Checksum = null, Metadata = [], Runs = [], Parts = [] });
        }
    }
}

public sealed class InMemoryObjectIndexModelTests : ObjectIndexModelSuite<InMemoryFixture>;

public sealed class SqliteObjectIndexModelTests : ObjectIndexModelSuite<SqliteFixture>;
