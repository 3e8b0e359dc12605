using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Tests.Keymap;
using Xunit;

namespace ObjectStore.Index.Tests.Quotas;

/// <summary>A bucket of a cluster in memory, with short words for what the tests of quotas do to it.</summary>
internal sealed class QuotaScene(params string[] databases) : IAsyncDisposable
{
    private static ulong _stripes;

    private BucketRecord? _bucket;

    public KeymapCluster Cluster { get; } = new(databases.Length == 0 ? ["main"] : databases);

    public static BucketId Id => KeymapCluster.Bucket;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<BucketRecord> BucketAsync()
    {
        if (_bucket is not null) return _bucket;
        await Cluster.EnsureBucketAsync();
        return _bucket = (await Cluster.Catalog.GetBucketAsync("bucket", Cancel))!;
    }

    public async Task<QuotaState> SetAsync(long? bytes, long? objects) => (await Cluster.Quotas.SetAsync(await BucketAsync(), new StorageQuota(bytes, objects), Cancel))!;

    public async Task<QuotaState> StateAsync() => (await Cluster.Quotas.GetAsync(await BucketAsync(), Cancel))!;

    public async Task<StoredAmount?> UsedAsync() => (await StateAsync()).Used;

    public Task<WriteOutcome> PutAsync(string key, long size) => PutAsync(Cluster, key, size);

    public async Task<WriteOutcome> PutAsync(KeymapCluster process, string key, long size)
    {
        await BucketAsync();
        return (await process.Index.PutAsync(Id, ObjectKey.From(key), Record(size), default, Cancel)).Outcome;
    }

    public async Task<WriteOutcome> DeleteAsync(string key, VersionName? version = null) =>
        (await Cluster.Index.DeleteAsync(Id, ObjectKey.From(key), new ObjectDeletion { Version = version, OwnerId = "o" }, Cancel)).Outcome;

    public async Task<(UploadId Id, WriteOutcome Outcome)> BeginAsync(string key, byte number = 1)
    {
        await BucketAsync();
        var upload = new UploadId((UInt128)number << 32);
        return (upload, await Cluster.Index.CreateUploadAsync(Id, ObjectKey.From(key), Samples.Upload with { Id = upload }, Cancel));
    }

    public async Task<WriteOutcome> PutPartAsync(string key, UploadId upload, int number, long size) =>
        await Cluster.Index.PutPartAsync(Id, ObjectKey.From(key), upload, Part(number, size), Cancel);

    public async Task<WriteOutcome> CompleteAsync(string key, UploadId upload, params (int Number, long Size)[] parts)
    {
        var record = Samples.Empty with { Size = parts.Sum(static part => part.Size), Upload = upload, Parts = [.. parts.Select(static part => new PartSpan((ushort)part.Number, 1, part.Size))] };
        var tags = parts.Select(static part => KeyValuePair.Create(part.Number, Samples.Part.ETag)).ToArray();
        return (await Cluster.Index.CompleteUploadAsync(Id, ObjectKey.From(key), record, tags, default, Cancel)).Outcome;
    }

    public async Task<WriteOutcome> AbortAsync(string key, UploadId upload) => await Cluster.Index.AbortUploadAsync(Id, ObjectKey.From(key), upload, Cancel);

    public async Task ChangeVersioningAsync(BucketVersioning versioning) =>
        await Cluster.Catalog.ChangeRulesAsync(await BucketAsync(), rules => rules with { Versioning = versioning }, Cancel);

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    /// <summary>An object of a size, with a stripe of its own.</summary>
    public static ObjectRecord Record(long size) => Samples.Empty with { Size = size, Runs = RunsOf(size) };

    private static PartRecord Part(int number, long size) => new() { PartNumber = number, Size = size, ETag = Samples.Part.ETag, LastModified = DateTimeOffset.UnixEpoch, Runs = RunsOf(size) };

    private static StripeRun[] RunsOf(long size) =>
        size == 0 ? [] : [new(new StripeId(Interlocked.Increment(ref _stripes), 1UL << 32), new PlacementGroupId(7), ErasureProfile.Replicated, 1, (int)size, (int)size)];
}
