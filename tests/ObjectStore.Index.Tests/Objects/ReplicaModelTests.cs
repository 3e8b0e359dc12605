using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Conformance;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using Xunit;

namespace ObjectStore.Index.Tests.Objects;

/// <summary>
/// Goal: buckets that replicate to each other come to have the same versions in the same order, and none goes around. Method: random writes and delete markers in three buckets; each version is
/// taken from the bucket where it was made to the others in a random order, some more than once. The reference is the set of all versions that were made, sorted by id.
/// </summary>
[Trait("Category", "Model")]
public sealed class ReplicaModelTests
{
    private const int ChangeCount = 400;
    private const int SiteCount = 3;

    private static readonly ObjectKey[] Keys = [.. new[] { "a", "a/b", "b" }.Select(ObjectKey.From)];
    private static readonly BucketId Bucket = Samples.Bucket;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_RandomSeed_MakeBucketsTheSame()
    {
        var random = new Random(SeedOfRun.Take());
        var sites = await Task.WhenAll(Enumerable.Range(0, SiteCount).Select(static _ => OpenAsync()));
        var waiting = new List<(int Site, ObjectKey Key, ObjectRecord Version)>();
        var reference = new SortedDictionary<(ObjectKey Key, UInt128 Inverted), string>(Comparer<(ObjectKey Key, UInt128 Inverted)>.Create(
            static (left, right) => left.Key.CompareTo(right.Key) is var order and not 0 ? order : left.Inverted.CompareTo(right.Inverted)));

        for (var i = 0; i < ChangeCount || waiting.Count > 0; i++)
        {
            if (i < ChangeCount && random.Next(2) == 0) await ChangeAsync($"{i}");
            if (waiting.Count > 0 && random.Next(3) > 0) await TakeAsync();
        }

        string[] expected = [.. reference.Values];
        foreach (var site in sites) Assert.Equal(expected, await ListAsync(site));

        async Task ChangeAsync(string eTag)
        {
            var (site, key) = (random.Next(SiteCount), Keys[random.Next(Keys.Length)]);
            var result = random.Next(4) == 0
                ? await sites[site].DeleteAsync(Bucket, key, default, Cancel)
                : await sites[site].PutAsync(Bucket, key, Samples.Empty with { ETag = eTag }, default, Cancel);
            var made = (await sites[site].GetVersionAsync(Bucket, key, result.Version, Cancel))!;
            reference.Add((key, ~made.Version.Value), $"{key} {made.Name} {made.ETag}");
            for (var other = 0; other < SiteCount; other++)
            {
                if (other != site) waiting.Add((other, key, made));
            }
        }

        async Task TakeAsync()
        {
            var at = random.Next(waiting.Count);
            var (site, key, version) = waiting[at];
            if (random.Next(5) > 0) waiting.RemoveAt(at);
            var replica = version with { NullVersion = null, IsNullVersion = true, Replication = StoredReplication.Replica };
            Assert.Contains((await sites[site].PutAsync(Bucket, key, replica, default, Cancel)).Outcome, (WriteOutcome[])[WriteOutcome.Applied, WriteOutcome.AlreadyThere]);
        }
    }

    /// <summary>All versions, and that the current one of each key is the first of them.</summary>
    private static async Task<string[]> ListAsync(ObjectIndex site)
    {
        var listing = await site.ListVersionsAsync(Bucket, new ObjectListQuery(default, default, default, 1_000), null, Cancel);
        Assert.False(listing.IsTruncated);
        foreach (var key in listing.Versions.GroupBy(static item => item.Listed.Key))
        {
            Assert.Equal([.. key.Select(static (_, i) => i == 0)], key.Select(static item => item.IsLatest));
            Assert.Equal(key.First().Version, (await site.GetVersionAsync(Bucket, key.Key, null, Cancel))!.Name);
        }

        return [.. listing.Versions.Select(static item => $"{item.Listed.Key} {item.Version} {item.Listed.ETag}")];
    }

    private static async Task<ObjectIndex> OpenAsync()
    {
        var router = new KeymapRouter(IndexDatabases.Of(new InMemoryOrderedStore()), TimeProvider.System);
        var record = new BucketRecord("bucket", Bucket, "owner", DateTimeOffset.UnixEpoch, "r") { Rules = new BucketRules { Versioning = BucketVersioning.Enabled } };
        await new ObjectStore.Index.Catalog.Catalog(router, TimeProvider.System).CreateBucketAsync(record, Cancel);
        return new ObjectIndex(router, TimeProvider.System);
    }
}
