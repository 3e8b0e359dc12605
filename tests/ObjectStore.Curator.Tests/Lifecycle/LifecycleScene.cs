using System.Diagnostics.Metrics;
using System.Text;
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
using ObjectStore.Index;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
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

    private readonly InMemoryOrderedStore _store = new();
    private readonly LifecycleOptions _options;
    private Observations _observations = new();
    private ServiceProvider _services;
    private ulong _buckets;

    public LifecycleScene(LifecycleOptions? options = null)
    {
        _options = options ?? new LifecycleOptions { PageEntries = 3, ChangesInParallel = 2, ChangesPerSecond = 10_000_000 };
        var router = new KeymapRouter(IndexDatabases.Of(_store), Time);
        (Index, Catalog) = (new ObjectIndex(router, Time), new Catalog(router, Time));
        (Outbox, Restores) = (new OutboxQueue(router), new RestoreQueue(router));
        _services = BuildCurator();
    }

    public SteppedTimeProvider Time { get; } = new();

    public KillSwitch Kill { get; } = new();

    /// <summary>None where a test does not add any.</summary>
    public InMemoryFragmentDevices Devices { get; } = new();

    /// <summary>The index as a gateway sees it.</summary>
    public IObjectIndex Index { get; }

    public ICatalog Catalog { get; }

    /// <summary>Events that wait.</summary>
    public IOutbox Outbox { get; }

    /// <summary>Versions that are being restored, or have a copy.</summary>
    public IRestoreQueue Restores { get; }

    /// <summary>Runs before each commit of the curator, and may throw in its place.</summary>
    public Action<Commit>? OnCommit { get; set; }

    /// <summary>The clock of the database, where it has one of its own.</summary>
    public Func<DateTimeOffset>? DatabaseClock { get; set; }

    /// <summary>The clocks of nodes.</summary>
    public Func<IReadOnlyList<DateTimeOffset>> NodeClocks { get; set; } = static () => [];

    public IReadOnlyCollection<int> ErrorEvents => _observations.Logged(LogLevel.Error);

    public static LifecycleRule Rule(string prefix = "", int? days = null) => new()
    {
        Id = "rule",
        IsEnabled = true,
        Filter = new LifecycleFilter { Prefix = prefix },
        Expiration = days is null ? null : new CurrentExpiration(days, null, null),
    };

    public long Metric(string action, string outcome) => _observations.ValueOf("objectstore.curator.lifecycle.actions", $"{action},{outcome}");

    public long ValueOf(string instrument, string? tag = null) => _observations.ValueOf(instrument, tag);

    public long GaugeOf(string instrument)
    {
        _observations.ReadGauges();
        return _observations.ValueOf(instrument, null);
    }

    public void RestartCurator(int killAt = int.MaxValue, bool afterEffect = false)
    {
        _services.Dispose();
        _services = BuildCurator();
        Kill.Restart(killAt, afterEffect);
    }

    public Task<JobResult> RunAsync() => RunJobAsync(JobNames.Lifecycle);

    public Task<JobResult> RunJobAsync(string job) => _services.GetRequiredService<CuratorService>().RunNowAsync(job, CancellationToken.None);

    public async Task<BucketRecord> CreateBucketAsync(string name, BucketVersioning versioning, params LifecycleRule[] rules)
    {
        var bucket = new BucketRecord(name, new BucketId(++_buckets), "owner", Start, "us-east-1") { Rules = new BucketRules { Versioning = versioning } };
        await Catalog.CreateBucketAsync(bucket, default);
        await SetRulesAsync(bucket, rules);
        return bucket;
    }

    public async Task SetRulesAsync(BucketRecord bucket, params LifecycleRule[] rules)
    {
        ReadOnlyMemory<byte>? document = rules.Length == 0 ? null : LifecycleDocument.Format(new LifecycleRules(rules));
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

    /// <summary>Damages the rows of a family, named by its letter in docs/format/index.md, whose keys hold a text.</summary>
    public async Task DamageRowsAsync(char family, string text)
    {
        var range = new KeyRange(new[] { (byte)family }, new[] { (byte)(family + 1) });
        foreach (var row in await _store.ScanAsync(range, 100, reverse: false, default))
        {
            if (row.Key.Span.IndexOf(Encoding.UTF8.GetBytes(text)) < 0) continue;
            var value = row.Value.ToArray();
            value[^1] ^= 1;
            await _store.CommitAsync(new Commit([], [new(row.Key, value)], []), default);
        }
    }

    public void Dispose()
    {
        _services.Dispose();
        _observations.Dispose();
    }

    private ServiceProvider BuildCurator()
    {
        var store = new KillableOrderedStore(_store, Kill) { OnCommit = commit => OnCommit?.Invoke(commit), Clock = () => DatabaseClock?.Invoke() };
        _observations.Dispose();
        _observations = new Observations();
        var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(_observations))
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IFragmentDevices>(Devices)
            .AddSingleton<IDeviceDiscovery>(new WitnessingNodes(this))
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Classes).Build())
            .AddObjectStoreIndex(_ => IndexDatabases.Of(store))
            .AddCurator()
            .AddSingleton(Options.Create(_options))
            .BuildServiceProvider();
        _observations.Listen(services.GetRequiredService<IMeterFactory>());
        return services;
    }

    /// <summary>Nodes without devices that tell the time.</summary>
    private sealed class WitnessingNodes(LifecycleScene scene) : IDeviceDiscovery
    {
        public IReadOnlyList<ClockReading> Clocks => [.. scene.NodeClocks().Select(shown => ClockReading.Of(shown, scene.Time))];

        public ValueTask<IReadOnlyList<DiscoveredDevice>> DiscoverAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<DiscoveredDevice>>([]);
    }
}
