using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Index;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using Xunit;

namespace ObjectStore.Curator.Tests.Quotas;

public sealed class QuotaJobTests : IDisposable
{
    private static readonly string[] Instruments = ["buckets", "nearly_full", "over", "unsettled"];
    private static readonly string[] InstrumentsOfUsers = ["users", "users_nearly_full", "users_over", "users_unsettled"];

    private readonly InMemoryOrderedStore _store = new();
    private readonly Observations _observations = new();
    private readonly ServiceProvider _services;

    public QuotaJobTests()
    {
        _services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(_observations))
            .AddSingleton<TimeProvider>(new SteppedTimeProvider())
            .AddSingleton<IFragmentDevices>(new InMemoryFragmentDevices())
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddObjectStoreIndex(_ => IndexDatabases.Of(_store))
            .AddCurator()
            .BuildServiceProvider();
        _observations.Listen(_services.GetRequiredService<IMeterFactory>());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ICatalog Catalog => _services.GetRequiredService<ICatalog>();

    private IOwnerQuotas OwnerQuotas => _services.GetRequiredService<IOwnerQuotas>();

    private IBucketQuotas Quotas => _services.GetRequiredService<IBucketQuotas>();

    public void Dispose()
    {
        _services.Dispose();
        _observations.Dispose();
    }

    [Fact]
    public async Task Run_BucketsOfAllKinds_AreCountedByHowFullTheyAre()
    {
        await CreateAsync("free", null, objects: 5);
        await CreateAsync("half", 10, objects: 5);
        await CreateAsync("nearly", 10, objects: 9);
        await CreateAsync("over", 10, objects: 11);
        await CreateAsync("unlimited", 10, objects: 11);
        await Quotas.SetAsync((await Catalog.GetBucketAsync("unlimited", Cancel))!, StorageQuota.None, Cancel);

        var result = await RunAsync();

        Assert.Equal(new JobResult(4, 0, IsComplete: true), result);
        Assert.Equal([4, 2, 1, 0], Instruments.Select(ValueOf));
        Assert.Equal(2, NearlyFullTold());
    }

    /// <summary>A store with many full buckets must not fill its log.</summary>
    [Fact]
    public async Task Run_BucketStaysNearlyFull_IsToldOfOnceUntilItHasRoomAgain()
    {
        var bucket = await CreateAsync("nearly", 10, objects: 9);
        await RunAsync();
        await RunAsync();
        Assert.Equal(1, NearlyFullTold());

        await Quotas.SetAsync(bucket, new StorageQuota(null, 100), Cancel);
        await RunAsync();
        await Quotas.SetAsync((await Catalog.GetBucketAsync("nearly", Cancel))!, new StorageQuota(null, 10), Cancel);
        await RunAsync();

        Assert.Equal(2, NearlyFullTold());
    }

    [Fact]
    public async Task Run_CountWasCutOff_CountsAndEnforces()
    {
        var bucket = await CreateAsync("cut", null, objects: 3);
        await Catalog.ChangeRulesAsync(bucket, static rules => rules with { Quota = QuotaMode.Counting }, Cancel);
        await Catalog.ChangeDocumentsAsync(bucket, static set => set.With(BucketDocumentKind.Quota, new StorageQuota(null, 7).Encode()), Cancel);

        await RunAsync();

        Assert.Equal(new QuotaState(new StorageQuota(null, 7), QuotaMode.Enforced, new StoredAmount(0, 3)), await Quotas.GetAsync(bucket, Cancel));
    }

    [Fact]
    public async Task Run_OneQuotaCannotBeRead_LooksAtTheOthers()
    {
        var broken = await CreateAsync("broken", 10, objects: 1);
        await CreateAsync("whole", 10, objects: 10);
        await Catalog.ChangeDocumentsAsync(broken, static set => set.With(BucketDocumentKind.Quota, "?"u8.ToArray()), Cancel);

        var result = await RunAsync();

        Assert.Equal(new JobResult(1, 0, IsComplete: false), result);
        Assert.Equal([1, 1, 0, 1], Instruments.Select(ValueOf));
        Assert.Equal([6140], _observations.Logged(LogLevel.Warning));
        var thrown = await Assert.ThrowsAsync<StorageException>(async () => await Quotas.GetAsync(broken, Cancel));
        Assert.Equal(StorageErrorCode.NewerFormat, thrown.Code);
    }

    [Fact]
    public async Task Run_RowOfOneBucketCannotBeRead_LooksAtTheOthers()
    {
        await CreateAsync("broken", 10, objects: 1);
        await CreateAsync("whole", 10, objects: 10);
        var row = (await _store.ScanAsync(new KeyRange("Bbroken"u8.ToArray(), "Bbrokeo"u8.ToArray()), 1, reverse: false, Cancel)).Single();
        var value = row.Value.ToArray();
        value[^1] ^= 1;
        await _store.CommitAsync(new Commit([], [new(row.Key, value)], []), Cancel);

        var result = await RunAsync();

        Assert.Equal(new JobResult(1, 0, IsComplete: false), result);
        Assert.Equal([1, 1, 0, 1], Instruments.Select(ValueOf));
        Assert.Equal([6140], _observations.Logged(LogLevel.Warning));
    }

    [Fact]
    public async Task Run_UsersOfAllKinds_AreCountedByHowFullAllTheirBucketsAre()
    {
        await CreateAsync("a", null, objects: 5, "half");
        await CreateAsync("b", null, objects: 5, "nearly");
        await CreateAsync("c", null, objects: 4, "nearly");
        await CreateAsync("d", null, objects: 11, "over");
        await CreateAsync("e", null, objects: 1, "broken");
        foreach (var user in new[] { "half", "nearly", "over", "broken", "idle" }) await OwnerQuotas.SetAsync(user, new StorageQuota(null, 10), Cancel);
        await Catalog.StoreJobStateAsync("quotas/owner/broken", "?"u8.ToArray(), Cancel);

        var result = await RunAsync();

        Assert.Equal(new JobResult(4, 0, IsComplete: false), result);
        Assert.Equal([4, 2, 1, 1], InstrumentsOfUsers.Select(ValueOf));
        Assert.Equal([0, 0, 0, 0], Instruments.Select(ValueOf));
        Assert.Equal(2, NearlyFullTold());
        Assert.Equal([6140], _observations.Logged(LogLevel.Warning));
    }

    /// <summary>The first quota of a user was written down, and whoever did it died before its fence was there and the buckets were charged to it.</summary>
    [Fact]
    public async Task Run_FirstQuotaOfAUserWasCutOff_ChargesItsBucketsAndEnforces()
    {
        await CreateAsync("old", null, objects: 3);
        var row = $$"""{"version":1,"id":"00000000000000aa","mode":1,"generation":1,"isInForce":false,"databases":["{{IndexDatabases.Of(_store).Catalog.Name}}"],"objects":7}""";
        await Catalog.StoreJobStateAsync("quotas/owner/o", System.Text.Encoding.UTF8.GetBytes(row), Cancel);

        await RunAsync();

        Assert.Equal(new QuotaState(new StorageQuota(null, 7), QuotaMode.Enforced, new StoredAmount(0, 3)), await OwnerQuotas.GetAsync("o", Cancel));
        Assert.Equal(new OwnerQuotaId(0xaa), (await Catalog.GetBucketAsync("old", Cancel))!.Rules.OwnerQuota);
    }

    private int NearlyFullTold() => _observations.Logged(LogLevel.Information).Count(static id => id == 6141);

    private long ValueOf(string instrument) => _observations.ValueOf($"objectstore.curator.quotas.{instrument}", "");

    private Task<JobResult> RunAsync() => _services.GetRequiredService<CuratorService>().RunNowAsync(JobNames.Quotas, Cancel);

    private async Task<BucketRecord> CreateAsync(string name, long? quota, int objects, string owner = "o")
    {
        var id = new BucketId((ulong)name.Length << 32 | name[0]);
        var (bucket, _) = await Catalog.CreateBucketAsync(new BucketRecord(name, id, owner, DateTimeOffset.UnixEpoch, "r"), Cancel);
        var record = new ObjectRecord { Size = 0, ETag = "0123456789abcdef0123456789abcdef", LastModified = DateTimeOffset.UnixEpoch, OwnerId = "o" };
        for (var i = 0; i < objects; i++)
            await _services.GetRequiredService<IObjectIndex>().PutAsync(id, ObjectKey.From($"k{i}"), record, default, Cancel);
        if (quota is not null) await Quotas.SetAsync(bucket, new StorageQuota(null, quota), Cancel);
        return bucket;
    }
}
