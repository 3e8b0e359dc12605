using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Events;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Curator.Tests.Lifecycle;
using ObjectStore.Events;
using ObjectStore.Events.Announcing;
using ObjectStore.Events.Configuration;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Lifecycle;
using Xunit;

namespace ObjectStore.Curator.Tests.Events;

/// <summary>An index with a bucket whose changes go to destinations of the test, the curator over it, and a clock.</summary>
internal sealed class EventScene : IDisposable
{
    private readonly KillableCurator _curator;

    public EventScene(ScriptedDestinations destinations, EventOptions? options = null, IEventSenders? senders = null)
    {
        Destinations = destinations;
        _curator = new KillableCurator(Time, services => services
            .AddSingleton(senders ?? destinations)
            .AddSingleton(Options.Create(options ?? new EventOptions { PageRows = 3, KeysInParallel = 2 })));
    }

    public SteppedTimeProvider Time { get; } = new();

    public ScriptedDestinations Destinations { get; }

    public ICatalog Catalog => _curator.Catalog;

    public IOutbox Outbox => _curator.Outbox;

    public static BucketRecord Bucket { get; } = new("bucket", new BucketId(7), "owner", DateTimeOffset.UnixEpoch, "us-east-1");

    /// <summary>Rules that send all changes of keys with a prefix to a destination.</summary>
    public static NotificationRule Rule(string destination, string prefix = "") => new(
        $"{destination}-{prefix}", DestinationKind.Queue, $"arn:objectstore:sqs:::{destination}", ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"], prefix, null);

    public long ValueOf(string instrument, string tag) => _curator.ValueOf(instrument, tag);

    public IReadOnlyCollection<int> Errors => _curator.Logged(LogLevel.Error);

    /// <summary>Damages the outbox rows of a key.</summary>
    public Task DamageOutboxAsync(string key) => _curator.DamageRowsAsync('x', key);

    public IReadOnlyCollection<int> Warnings => _curator.Logged(LogLevel.Warning);

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

    public Task<JobResult> RunAsync(string job = JobNames.Events) => _curator.RunAsync(job);

    public void BeginTerm() => _curator.BeginTerm();

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

    public Task<int> CountAsync() => _curator.CountWaitingAsync();

    public async Task<DestinationReport> ReportAsync(string destination)
    {
        var bytes = await Catalog.GetJobStateAsync(DestinationReport.Prefix + destination, default);
        return JsonSerializer.Deserialize(bytes!.Value.Span, EventStates.Default.DestinationReport)!;
    }

    public void RestartCurator(int killAt = int.MaxValue, bool afterEffect = false) => _curator.Restart(killAt, afterEffect);

    public void Dispose() => _curator.Dispose();

    private IObjectIndex Announcing(EventTriple types, NotificationRule[] rules) =>
        _curator.Index.Announcing(new EventNotices(new NotificationRules(rules), types, new EventOrigin(Bucket.Name, Bucket.OwnerId, Bucket.Region, "alice", "127.0.0.1", "R", "H"), _curator.Room));
}
