using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Keymap;
using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Index;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Heat;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Objects;
using Xunit;
using IndexDatabase = ObjectStore.Index.Keymap.IndexDatabase;

namespace ObjectStore.Curator.Tests.Keymap;

/// <summary>Databases in memory, a gateway that writes and reports what it counted, and curators over them, in a time that stands still.</summary>
internal sealed class KeymapScene : IAsyncDisposable
{
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, FailingStore> _stores = new(StringComparer.Ordinal);
    private readonly List<ServiceProvider> _processes = [];
    private readonly SortedDictionary<string, string> _acknowledged = new(StringComparer.Ordinal);
    private readonly BucketRecord _bucket = new("bucket", new BucketId(1), "owner", DateTimeOffset.UnixEpoch, "us-east-1");
    private KeymapRouter _router;
    private DateTimeOffset _reportedTo;

    private KeymapScene(KeymapOptions options, string[] databases)
    {
        Options = options;
        foreach (var name in databases) _stores[name] = new FailingStore(new InMemoryOrderedStore());
        Declared = [.. databases.Select(name => new IndexDatabase(name, _stores[name]))];
        _router = new KeymapRouter(new IndexDatabases(Declared), Time);
        _reportedTo = Time.GetUtcNow();
    }

    public SteppedTimeProvider Time { get; } = new();

    public KeymapOptions Options { get; }

    /// <summary>The databases of processes that start from now on.</summary>
    public IReadOnlyList<IndexDatabase> Declared { get; private set; }

    public Observations Observations { get; } = new();

    /// <summary>On real time: writers that meet pause for moments, while nobody moves the scene's time.</summary>
    public IObjectIndex Index => new ObjectIndex(_router, TimeProvider.System);

    public HeatReports Heat => new(_router);

    public IKeymapControl Control => new KeymapControl(_router, Moves, Time);

    public static MoveOptions Moves { get; } = new() { PageRows = 3, FreezeRowsMax = 2, BytesPerSecondMax = long.MaxValue, DiscardGrace = TimeSpan.FromMinutes(1) };

    /// <summary>Options that decide on loads of a test: hot above 1 request/s, large above 5,000 keys.</summary>
    public static KeymapOptions LowThresholds { get; } = new()
    {
        SplitAboveRequestsPerSecond = 1,
        SplitAboveKeys = 5_000,
        MergeBelowRequestsPerSecond = 0.5,
        MergeBelowKeys = 10,
        SustainedFor = TimeSpan.FromMinutes(1),
        MoveAboveLoad = 0.5,
        MoveCooldown = TimeSpan.FromMinutes(3),
        MovesPerHourMax = 1_000,
        PartitionsMax = 16,
    };

    public static async Task<KeymapScene> CreateAsync(params string[] databases)
    {
        var scene = new KeymapScene(LowThresholds, databases);
        await new Catalog(scene._router, scene.Time).CreateBucketAsync(scene._bucket, default);
        return scene;
    }

    public FailingStore Store(string name) => _stores[name];

    /// <summary>Changes the settings: databases by name, those that drain with an exclamation mark; all processes start anew.</summary>
    public void Declare(params string[] names)
    {
        foreach (var name in names.Select(static name => name.TrimEnd('!'))) _stores.TryAdd(name, new FailingStore(new InMemoryOrderedStore()));
        Declared = [.. names.Select(name => new IndexDatabase(name.TrimEnd('!'), _stores[name.TrimEnd('!')], IsDraining: name.EndsWith('!')))];
        _router = new KeymapRouter(new IndexDatabases(Declared), Time);
        foreach (var process in _processes) process.Dispose();
        _processes.Clear();
    }

    /// <summary>A curator that knows nothing but what is stored.</summary>
    public ServiceProvider StartCurator(IKeymapControl? control = null)
    {
        var declared = new IndexDatabases(Declared);
        var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(Observations))
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IFragmentDevices>(new InMemoryFragmentDevices())
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(Moves)
            .AddObjectStoreIndex(_ => declared)
            .AddCurator()
            .AddSingleton(Microsoft.Extensions.Options.Options.Create(Options));
        if (control is not null) services.AddSingleton(control);
        var process = services.BuildServiceProvider();
        _processes.Add(process);
        return process;
    }

    /// <summary>A pass of each of the keymap's jobs.</summary>
    public static async Task RunJobsAsync(IServiceProvider curator)
    {
        await RunAsync(curator, JobNames.Keymap);
        await RunAsync(curator, JobNames.Moves);
    }

    public static Task<JobResult> RunAsync(IServiceProvider curator, string job) => curator.GetRequiredService<CuratorService>().RunNowAsync(job, default);

    public static KeymapLoad LoadOf(IServiceProvider curator) => curator.GetRequiredService<KeymapView>().Load!;

    public async Task PutAsync(string key, string tag)
    {
        var record = new ObjectRecord { Size = 0, ETag = tag, LastModified = DateTimeOffset.UnixEpoch, OwnerId = "owner" };
        Assert.Equal(WriteOutcome.Applied, await Index.PutAsync(_bucket.Id, ObjectKey.From(key), record, WriteCondition.None, default));
        lock (_acknowledged) _acknowledged[key] = tag;
    }

    /// <summary>Writes every key of a set once more.</summary>
    public async Task WriteAsync(string prefix, int count, string tag)
    {
        for (var i = 0; i < count; i++) await PutAsync(string.Create(CultureInfo.InvariantCulture, $"{prefix}{i:D4}"), tag);
    }

    /// <summary>Makes a bucket, sees that it is not deleted with an object in it, and that it is without.</summary>
    public async Task UseUpBucketAsync(ulong number)
    {
        var catalog = new Catalog(_router, Time);
        var bucket = _bucket with { Name = string.Create(CultureInfo.InvariantCulture, $"bucket-{number}"), Id = new BucketId(number << 56) };
        var key = ObjectKey.From("key");
        Assert.True((await catalog.CreateBucketAsync(bucket, default)).IsCreated);
        var record = new ObjectRecord { Size = 0, ETag = "tag", LastModified = DateTimeOffset.UnixEpoch, OwnerId = "owner" };
        Assert.Equal(WriteOutcome.Applied, await Index.PutAsync(bucket.Id, key, record, WriteCondition.None, default));
        Assert.Equal(BucketDeletion.NotEmpty, await catalog.DeleteBucketAsync(bucket.Name, default));
        Assert.Equal(WriteOutcome.Applied, await Index.DeleteAsync(bucket.Id, key, default, default));
        Assert.Equal(BucketDeletion.Deleted, await catalog.DeleteBucketAsync(bucket.Name, default));
        Assert.Null(await catalog.GetBucketAsync(bucket.Name, default));
    }

    /// <summary>Lets time pass and reports what the gateway has counted meanwhile.</summary>
    public async Task PassAsync(TimeSpan time, string reporter = "gateway")
    {
        Time.Advance(time);
        var report = _router.TakeHeat(reporter, _reportedTo);
        _reportedTo = report.To;
        if (report.To > report.From) await Heat.StoreAsync(report, default);
    }

    /// <summary>Rounds of the same load until a condition holds.</summary>
    public async Task RunUntilAsync(IServiceProvider curator, Func<IReadOnlyList<KeymapEntry>, bool> condition, int keys = 200, int roundsMax = 60)
    {
        for (var round = 0; ; round++)
        {
            var entries = await Control.ListAsync(default);
            if (condition(entries)) return;
            Assert.True(round < roundsMax, $"Not after {roundsMax} rounds; the keymap: {Describe(entries)}");
            await WriteAsync("key-", keys, string.Create(CultureInfo.InvariantCulture, $"round-{round}"));
            await PassAsync(Round);
            await RunJobsAsync(curator);
        }
    }

    public static string Describe(IEnumerable<KeymapEntry> entries) =>
        string.Join(", ", entries.Select(static entry => $"{Convert.ToHexString(entry.Start.Span)} {entry.Epoch} in {entry.Database}{(entry.MoveTarget is null ? "" : $" to {entry.MoveTarget}")}"));

    /// <summary>Every acknowledged key is there with what was written last, in the listing as well, for a gateway that knows nothing yet.</summary>
    public async Task AssertWholeAsync()
    {
        var router = new KeymapRouter(new IndexDatabases(Declared), Time);
        var index = new ObjectIndex(router, Time);
        foreach (var (key, tag) in _acknowledged) Assert.Equal(tag, (await index.GetAsync(_bucket.Id, ObjectKey.From(key), default))?.ETag);
        var listed = new List<string>();
        ReadOnlyMemory<byte> after = default;
        while (true)
        {
            var page = await index.ListAsync(_bucket.Id, new ObjectListQuery(default, default, after, 7), default);
            listed.AddRange(page.Objects.Select(static item => item.Key.ToString()));
            if (!page.IsTruncated) break;
            after = page.NextStartAfter;
        }

        Assert.Equal(_acknowledged.Keys, listed);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync();
        Observations.Dispose();
        foreach (var store in _stores.Values) await store.DisposeAsync();
    }
}
