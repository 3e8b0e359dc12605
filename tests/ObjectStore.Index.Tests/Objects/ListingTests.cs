using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using Xunit;

namespace ObjectStore.Index.Tests.Objects;

public sealed class ListingTests
{
    private static readonly BucketId Bucket = new(9);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "/", "", "a a/ ab/ b")]
    [InlineData("a", "/", "", "a a/ ab/")]
    [InlineData("a/", "/", "", "a/ a/b a/b/ a/c")]
    [InlineData("a/b", "/", "", "a/b a/b/")]
    [InlineData("", "", "a/b", "a/b/c a/c ab/x b")]
    [InlineData("", "/", "a", "a/ ab/ b")]
    [InlineData("", "/", "a/", "ab/ b")]
    [InlineData("", "/", "a/b", "ab/ b")]
    [InlineData("", "/", "a.", "a/ ab/ b")]
    [InlineData("a/", "/", "a", "a/ a/b a/b/ a/c")]
    [InlineData("a/", "/", "a/b/c", "a/c")]
    [InlineData("a/", "/", "b", "")]
    [InlineData("", "/b", "", "a a/ a/b a/c ab/x b")]
    [InlineData("x", "/", "", "")]
    public async Task List_DelimitersAndMarkers_RollUp(string prefix, string delimiter, string startAfter, string expected)
    {
        var index = await FillAsync(["a", "a/", "a/b", "a/b/c", "a/c", "ab/x", "b"]);

        var entries = await ListAllAsync(index, Query(prefix, delimiter, startAfter, 2));

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), entries.Distinct());
    }

    [Fact]
    public async Task List_ExactlyFull_IsNotTruncated()
    {
        var index = await FillAsync(["a", "b/1", "b/2"]);

        var page = await index.ListAsync(Bucket, Query("", "/", "", 2), Cancel);

        Assert.False(page.IsTruncated);
        Assert.True(page.NextStartAfter.IsEmpty);
    }

    [Fact]
    public async Task List_NeighbourBuckets_AreNotSeen()
    {
        await using var store = new InMemoryOrderedStore();
        foreach (var id in new[] { Bucket.Value - 1, Bucket.Value, Bucket.Value + 1 }) await PutAsync(store, new BucketId(id), $"in-{id}");

        var page = await new ObjectIndex(new KeymapRouter(IndexDatabases.Of(store), TimeProvider.System), TimeProvider.System).ListAsync(Bucket, Query("", "", "", 10), Cancel);

        Assert.Equal("in-9", Assert.Single(page.Objects).Key.ToString());
    }

    /// <summary>A delimiter listing reads a bounded number of rows for each prefix, however many keys are below it.</summary>
    [Fact]
    public async Task List_ManyKeysUnderFewPrefixes_ReadsFewRows()
    {
        var counting = new CountingStore(new InMemoryOrderedStore());
        var keys = Enumerable.Range(0, 10).SelectMany(p => Enumerable.Range(0, 500).Select(i => $"{p}/{i:D4}"));
        var index = await FillAsync(keys, counting);

        var page = await index.ListAsync(Bucket, Query("", "/", "", 1000), Cancel);

        Assert.Equal(10, page.CommonPrefixes.Count);
        Assert.InRange(counting.RowsRead, 10, 10 * 17);
    }

    [Fact]
    public async Task List_ManyPrefixesOfOneKey_TakesFewScans()
    {
        var counting = new CountingStore(new InMemoryOrderedStore());
        var index = await FillAsync(Enumerable.Range(0, 1000).Select(i => $"{i:D4}/x"), counting);

        var page = await index.ListAsync(Bucket, Query("", "/", "", 1000), Cancel);

        Assert.Equal(1000, page.CommonPrefixes.Count);
        Assert.InRange(counting.Scans, 1, 8);
    }

    [Fact]
    public async Task List_RandomKeys_AnswersAsTheReference()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var keys = Enumerable.Range(0, random.Next(1, 120)).Select(_ => AnyText(random, 1, 8)).Distinct().ToList();
            var index = await FillAsync(keys);
            for (var query = 0; query < 30; query++)
            {
                var (prefix, delimiter, startAfter) = (AnyText(random, 0, 2), AnyText(random, 0, 2), random.Next(2) == 0 ? "" : AnyText(random, 0, 5));
                var entries = await ListAllAsync(index, Query(prefix, delimiter, startAfter, random.Next(1, 40)));
                Assert.True(
                    Reference(keys, prefix, delimiter, startAfter).SequenceEqual(entries),
                    $"seed {seed}, round {round}: prefix '{prefix}', delimiter '{delimiter}', start after '{startAfter}'");
            }
        }
    }

    [Fact]
    public async Task ListUploads_RandomKeys_AnswersAsTheReference()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            await using var store = new InMemoryOrderedStore();
            var uploads = new SortedSet<(string Key, UploadId Id)>(Comparer<(string Key, UploadId Id)>.Create(
                static (x, y) => CompareUtf8(x.Key, y.Key) is var order and not 0 ? order : x.Id.CompareTo(y.Id)));
            for (var i = random.Next(1, 80); i > 0; i--) uploads.Add((AnyText(random, 1, 4), new UploadId((UInt128)random.NextInt64())));
            foreach (var (key, id) in uploads) await PutUploadAsync(store, key, id);
            var (prefix, delimiter) = (AnyText(random, 0, 1), AnyText(random, 0, 1));

            var entries = await ListAllUploadsAsync(new ObjectIndex(new KeymapRouter(IndexDatabases.Of(store), TimeProvider.System), TimeProvider.System), prefix, delimiter, random.Next(1, 10));

            var expected = uploads.Where(upload => upload.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(upload => CommonPrefix(upload.Key, prefix, delimiter) ?? $"{upload.Key} {upload.Id}").Distinct();
            Assert.True(expected.SequenceEqual(entries), $"seed {seed}, round {round}");
        }
    }

    private static async Task<List<string>> ListAllUploadsAsync(ObjectIndex index, string prefix, string delimiter, int limit)
    {
        var entries = new List<(string Order, string Text)>();
        var (query, after) = (Query(prefix, delimiter, "", limit), (UploadId?)null);
        while (true)
        {
            var page = await index.ListUploadsAsync(Bucket, query, after, Cancel);
            var texts = page.CommonPrefixes.Select(bytes => (Encoding.UTF8.GetString(bytes.Span), Encoding.UTF8.GetString(bytes.Span)))
                .Concat(page.Uploads.Select(upload => (upload.Key.ToString(), $"{upload.Key} {upload.Value.Id}"))).ToList();
            Assert.InRange(texts.Count, page.IsTruncated ? limit : 0, limit);
            entries.AddRange(texts.OrderBy(text => text.Item1, Comparer<string>.Create(CompareUtf8)));
            if (!page.IsTruncated) return [.. entries.Select(entry => entry.Text)];
            (query, after) = (query with { StartAfter = page.NextKey }, page.NextUpload);
        }
    }

    private static async Task<List<string>> ListAllAsync(ObjectIndex index, ObjectListQuery query)
    {
        var entries = new List<string>();
        while (true)
        {
            var page = await index.ListAsync(Bucket, query, Cancel);
            var texts = page.CommonPrefixes.Select(bytes => Encoding.UTF8.GetString(bytes.Span)).Concat(page.Objects.Select(item => item.Key.ToString())).ToList();
            Assert.InRange(texts.Count, page.IsTruncated ? query.Limit : 0, query.Limit);
            entries.AddRange(texts.Order(Comparer<string>.Create(CompareUtf8)));
            if (!page.IsTruncated) return entries;
            query = query with { StartAfter = page.NextStartAfter };
        }
    }

    /// <summary>The definition: keys with the prefix, rolled up, each entry once, those after the marker, in byte order.</summary>
    private static IEnumerable<string> Reference(List<string> keys, string prefix, string delimiter, string startAfter) =>
        keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Order(Comparer<string>.Create(CompareUtf8))
            .Select(key => (Entry: CommonPrefix(key, prefix, delimiter) ?? key, IsKey: CommonPrefix(key, prefix, delimiter) is null))
            .Distinct()
            .Where(entry => CompareUtf8(entry.Entry, startAfter) > 0)
            .Select(entry => entry.Entry);

    private static string? CommonPrefix(string key, string prefix, string delimiter)
    {
        var index = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        return index < 0 ? null : key[..(index + delimiter.Length)];
    }

    private static string AnyText(Random random, int lengthMin, int lengthMax) =>
        string.Concat(Enumerable.Range(0, random.Next(lengthMin, lengthMax + 1)).Select(_ => random.GetItems(["a", "b", "/", "\0", "\u0001", "ÿ", "\U0010FFFF"], 1)[0]));

    private static int CompareUtf8(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    private static ObjectListQuery Query(string prefix, string delimiter, string startAfter, int limit) =>
        new(Encoding.UTF8.GetBytes(prefix), Encoding.UTF8.GetBytes(delimiter), Encoding.UTF8.GetBytes(startAfter), limit);

    private static async Task<ObjectIndex> FillAsync(IEnumerable<string> keys, IOrderedStore? store = null)
    {
        store ??= new InMemoryOrderedStore();
        foreach (var key in keys) await PutAsync(store, Bucket, key);
        return new ObjectIndex(new KeymapRouter(IndexDatabases.Of(store), TimeProvider.System), TimeProvider.System);
    }

    private static async Task PutAsync(IOrderedStore store, BucketId bucket, string key)
    {
        var rowKey = RowKeys.Object(bucket, ObjectKey.From(key));
        await store.CommitAsync(new CommitBuilder().Put(rowKey, ObjectCodec.Encode(rowKey, Samples.Empty)).Build(), Cancel);
    }

    private static async Task PutUploadAsync(InMemoryOrderedStore store, string key, UploadId id)
    {
        var rowKey = RowKeys.Upload(Bucket, ObjectKey.From(key), id);
        await store.CommitAsync(new CommitBuilder().Put(rowKey, UploadCodec.Encode(rowKey, Samples.Upload with { Id = id })).Build(), Cancel);
    }
}
