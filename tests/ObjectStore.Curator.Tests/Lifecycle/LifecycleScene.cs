using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Clocks;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Lifecycle;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Lifecycle;
using Xunit;

namespace ObjectStore.Curator.Tests.Lifecycle;

/// <summary>An index with buckets and objects of some size that lie nowhere, the curator over it, and a clock.</summary>
internal sealed class LifecycleScene : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string?> Classes = new() { ["StorageClasses:STANDARD_IA:Pool"] = "cold", ["StorageClasses:ONEZONE_IA:Pool"] = "none", ["StorageClasses:GLACIER_IR:Pool"] = "default", ["StorageClasses:GLACIER:Pool"] = "cold", ["StorageClasses:DEEP_ARCHIVE:Pool"] = "cold" };

    private readonly KillableCurator _curator;
    private ulong _buckets;

    /// <param name="options">Settings of rules; null for those that do in tests.</param>
    /// <param name="classes">Settings of storage classes beside those that there always are.</param>
    public LifecycleScene(LifecycleOptions? options = null, params IEnumerable<KeyValuePair<string, string?>> classes) => _curator = new KillableCurator(Time, services => services
        .AddSingleton<IFragmentDevices>(Devices)
        .AddSingleton<IDeviceDiscovery>(new WitnessingNodes(this))
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Classes).AddInMemoryCollection(classes).Build())
        .AddSingleton(Options.Create(options ?? new LifecycleOptions { PageEntries = 3, ChangesInParallel = 2, ChangesPerSecond = 10_000_000 })));

    public SteppedTimeProvider Time { get; } = new();

    public KillSwitch Kill => _curator.Kill;

    /// <summary>None where a test does not add any.</summary>
    public InMemoryFragmentDevices Devices { get; } = new();

    /// <summary>The index as a gateway sees it.</summary>
    public IObjectIndex Index => _curator.Index;

    public ICatalog Catalog => _curator.Catalog;

    /// <summary>Events that wait.</summary>
    public IOutbox Outbox => _curator.Outbox;

    /// <summary>Versions that are being restored, or have a copy.</summary>
    public IRestoreQueue Restores => _curator.Restores;

    /// <summary>Runs before each commit of the curator, and may throw in its place.</summary>
    public Action<Commit>? OnCommit
    {
        get => _curator.OnCommit;
        set => _curator.OnCommit = value;
    }

    /// <summary>The clock of the database, where it has one of its own.</summary>
    public Func<DateTimeOffset>? DatabaseClock
    {
        get => _curator.DatabaseClock;
        set => _curator.DatabaseClock = value;
    }

    /// <summary>The clocks of nodes.</summary>
    public Func<IReadOnlyList<DateTimeOffset>> NodeClocks { get; set; } = static () => [];

    public IReadOnlyCollection<int> ErrorEvents => _curator.Logged(LogLevel.Error);

    public IReadOnlyCollection<int> WarningEvents => _curator.Logged(LogLevel.Warning);

    public static LifecycleRule Rule(string prefix = "", int? days = null) => new()
    {
        Id = "rule",
        IsEnabled = true,
        Filter = new LifecycleFilter { Prefix = prefix },
        Expiration = days is null ? null : new CurrentExpiration(days, null, null),
    };

    public long Metric(string action, string outcome) => _curator.ValueOf("objectstore.curator.lifecycle.actions", $"{action},{outcome}");

    public long ValueOf(string instrument, string? tag = null) => _curator.ValueOf(instrument, tag);

    public long GaugeOf(string instrument) => _curator.GaugeOf(instrument);

    public void RestartCurator(int killAt = int.MaxValue, bool afterEffect = false) => _curator.Restart(killAt, afterEffect);

    public Task<JobResult> RunAsync() => RunJobAsync(JobNames.Lifecycle);

    public Task<JobResult> RunJobAsync(string job) => _curator.RunAsync(job);

    public async Task<BucketRecord> CreateBucketAsync(string name, BucketVersioning versioning, params LifecycleRule[] rules)
    {
        var bucket = new BucketRecord(name, new BucketId(++_buckets), "owner", Start, "us-east-1") { Rules = new BucketRules { Versioning = versioning } };
        await Catalog.CreateBucketAsync(bucket, default);
        await SetRulesAsync(bucket, rules);
        return bucket;
    }

    public async Task SetRulesAsync(BucketRecord bucket, params LifecycleRule[] rules)
    {
        ReadOnlyMemory<byte>? document = rules.Length == 0 ? default(ReadOnlyMemory<byte>?) : LifecycleDocument.Format(new LifecycleRules(rules));
        Assert.NotNull(await Catalog.ChangeDocumentsAsync(bucket, set => set.With(BucketDocumentKind.Lifecycle, document), default));
    }

    public Task<VersionName> PutAsync(BucketRecord bucket, string key, int size = 1, params (string Key, string Value)[] tags) => PutAsync(bucket, key, default, size, tags);

    /// <summary>A write of a gateway whose clock is off.</summary>
    public async Task<VersionName> PutAsync(BucketRecord bucket, string key, TimeSpan clockOffset, int size = 1, params (string Key, string Value)[] tags)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds((Time.GetUtcNow() + clockOffset).ToUnixTimeMilliseconds());
        var record = new ObjectRecord
        {
            Size = size,
            ETag = new string('a', 32),
            LastModified = now,
            OwnerId = "writer",
            Runs = size == 0 ? [] : [new StripeRun(StripeId.New(now), default, ErasureProfile.Replicated, 1, size, size)],
            Tags = [.. tags.Select(static tag => KeyValuePair.Create(tag.Key, tag.Value))],
        };
        var result = await Index.PutAsync(bucket.Id, ObjectKey.From(key), record, WriteCondition.None, default);
        Assert.Equal(WriteOutcome.Applied, result.Outcome);
        return result.Version ?? VersionName.Null;
    }

    public async Task DeleteAsync(BucketRecord bucket, string key) => await Index.DeleteAsync(bucket.Id, ObjectKey.From(key), default, default);

    public async Task<UploadId> BeginUploadAsync(BucketRecord bucket, string key)
    {
        var now = Time.GetUtcNow();
        var upload = new UploadRecord { Id = UploadId.New(now), InitiatedAt = now, OwnerId = "writer" };
        Assert.Equal(WriteOutcome.Applied, await Index.CreateUploadAsync(bucket.Id, ObjectKey.From(key), upload, default));
        return upload.Id;
    }

    public async Task<IReadOnlyList<string>> KeysAsync(BucketRecord bucket) =>
        [.. (await Index.ListAsync(bucket.Id, new ObjectListQuery(default, default, default, 1_000), default)).Objects.Select(static item => item.Key.ToString())];

    public async Task<IReadOnlyList<ListedVersion>> VersionsAsync(BucketRecord bucket) =>
        (await Index.ListVersionsAsync(bucket.Id, new ObjectListQuery(default, default, default, 1_000), null, default)).Versions;

    public async Task<IReadOnlyList<KeyValuePair<ObjectKey, UploadRecord>>> UploadsAsync(BucketRecord bucket) =>
        (await Index.ListUploadsAsync(bucket.Id, new ObjectListQuery(default, default, default, 1_000), null, default)).Uploads;

    public Task DamageRowsAsync(char family, string text) => _curator.DamageRowsAsync(family, text);

    public void Dispose() => _curator.Dispose();

    /// <summary>Nodes without devices that tell the time.</summary>
    private sealed class WitnessingNodes(LifecycleScene scene) : IDeviceDiscovery
    {
        public IReadOnlyList<ClockReading> Clocks => [.. scene.NodeClocks().Select(shown => ClockReading.Of(shown, scene.Time))];

        public ValueTask<IReadOnlyList<DiscoveredDevice>> DiscoverAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<DiscoveredDevice>>([]);
    }
}
