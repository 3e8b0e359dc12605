using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Events;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Curator.Tests.Lifecycle;
using ObjectStore.Events;
using ObjectStore.Events.Announcing;
using ObjectStore.Events.Configuration;
using ObjectStore.Index;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Lifecycle;
using Xunit;

namespace ObjectStore.Curator.Tests.Events;

/// <summary>An index with a bucket whose changes go to destinations of the test, the curator over it, and a clock.</summary>
internal sealed class EventScene : IDisposable
{
    private readonly InMemoryOrderedStore _store = new();
    private readonly EventOptions _options;
    private readonly IEventSenders _senders;
    private readonly KeymapRouter _router;
    private readonly ObjectIndex _index;
    private readonly OutboxRoom _room;
    private Observations _observations = new();
    private ServiceProvider _services;

    public EventScene(ScriptedDestinations destinations, EventOptions? options = null, IEventSenders? senders = null)
    {
        Destinations = destinations;
        _senders = senders ?? destinations;
        _options = options ?? new EventOptions { PageRows = 3, KeysInParallel = 2 };
        _router = new KeymapRouter(IndexDatabases.Of(_store), Time);
        (_index, Catalog, Outbox) = (new ObjectIndex(_router, Time), new Catalog(_router, Time), new OutboxQueue(_router));
        _services = BuildCurator();
        _room = new OutboxRoom(Catalog, new ObjectStore.Events.Announcing.EventMetrics(_services.GetRequiredService<IMeterFactory>()), Time, NullLogger<OutboxRoom>.Instance);
    }

    public SteppedTimeProvider Time { get; } = new();

    public KillSwitch Kill { get; } = new();

    public ScriptedDestinations Destinations { get; }

    public ICatalog Catalog { get; }

    public IOutbox Outbox { get; }

    public static BucketRecord Bucket { get; } = new("bucket", new BucketId(7), "owner", DateTimeOffset.UnixEpoch, "us-east-1");

    /// <summary>Rules that send all changes of keys with a prefix to a destination.</summary>
    public static NotificationRule Rule(string destination, string prefix = "") => new(
        $"{destination}-{prefix}", DestinationKind.Queue, $"arn:objectstore:sqs:::{destination}", ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"], prefix, null);

    public long ValueOf(string instrument, string tag) => _observations.ValueOf(instrument, tag);

    public IReadOnlyCollection<int> Warnings => _observations.Logged(LogLevel.Warning);

    public async Task CreateBucketAsync(params NotificationRule[] rules)
    {
        await Catalog.CreateBucketAsync(Bucket, default);
        await Catalog.ChangeDocumentsAsync(Bucket, set => set.With(BucketDocumentKind.Notifications, NotificationDocument.Format(new NotificationRules(rules))), default);
    }

    /// <summary>Gives the bucket a rule by which all objects go.</summary>
    public async Task ExpireAfterOneDayAsync()
    {
        var rules = new LifecycleRules([LifecycleScene.Rule(days: 1)]);
        await Catalog.ChangeDocumentsAsync(Bucket, set => set.With(BucketDocumentKind.Lifecycle, LifecycleDocument.Format(rules)), default);
    }

    /// <summary>A write as a gateway does it, told of as rules say.</summary>
    public async Task PutAsync(string key, string eTag, params NotificationRule[] rules)
    {
        var record = new ObjectRecord { Size = 0, ETag = eTag, LastModified = DateTimeOffset.FromUnixTimeMilliseconds(Time.GetUtcNow().ToUnixTimeMilliseconds()), OwnerId = "writer" };
        Assert.Equal(WriteOutcome.Applied, (await Announcing(EventTriple.OfChange(EventType.ObjectCreatedPut), rules).PutAsync(Bucket.Id, ObjectKey.From(key), record, default, default)).Outcome);
    }

    public async Task DeleteAsync(string key, params NotificationRule[] rules) =>
        await Announcing(EventTriple.OfRemoval, rules).DeleteAsync(Bucket.Id, ObjectKey.From(key), default, default);

    public Task<JobResult> RunAsync(string job = JobNames.Events) => _services.GetRequiredService<CuratorService>().RunNowAsync(job, CancellationToken.None);

    /// <summary>Runs passes, a second apart, until nothing waits any more.</summary>
    public async Task RunUntilEmptyAsync(int passesMax = 500)
    {
        for (var i = 0; await CountAsync() > 0; i++)
        {
            Assert.True(i < passesMax, "Events are left.");
            await RunAsync();
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>The same, or some passes.</summary>
    public async Task RunUntilEmptyOrAsync(int passes)
    {
        for (var i = 0; i < passes && await CountAsync() > 0; i++)
        {
            await RunAsync();
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    public async Task<int> CountAsync() => (await Outbox.ListAsync(null, default, 1_000, default)).Entries.Count;

    public async Task<DestinationReport> ReportAsync(string destination)
    {
        var bytes = await Catalog.GetJobStateAsync(DestinationReport.Prefix + destination, default);
        return JsonSerializer.Deserialize(bytes!.Value.Span, EventStates.Default.DestinationReport)!;
    }

    public void RestartCurator(int killAt = int.MaxValue, bool afterEffect = false)
    {
        _services.Dispose();
        _services = BuildCurator();
        Kill.Restart(killAt, afterEffect);
    }

    public void Dispose()
    {
        _services.Dispose();
        _observations.Dispose();
    }

    private IObjectIndex Announcing(EventTriple types, NotificationRule[] rules) =>
        _index.Announcing(new EventNotices(new NotificationRules(rules), types, new EventOrigin(Bucket.Name, Bucket.OwnerId, Bucket.Region, "alice", "127.0.0.1", "R", "H"), _room));

    private ServiceProvider BuildCurator()
    {
        var store = new KillableOrderedStore(_store, Kill);
        _observations.Dispose();
        _observations = new Observations();
        var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(_observations))
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IFragmentDevices>(new InMemoryFragmentDevices())
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(_senders)
            .AddObjectStoreIndex(_ => IndexDatabases.Of(store))
            .AddCurator()
            .AddSingleton(Options.Create(_options))
            .BuildServiceProvider();
        _observations.Listen(services.GetRequiredService<IMeterFactory>());
        return services;
    }
}
