using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Replication;
using ObjectStore.Curator.Replication.Endpoints;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Events.Announcing;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Replication;
using ObjectStore.Replication.Announcing;
using ObjectStore.Replication.Configuration;
using Xunit;

namespace ObjectStore.Curator.Tests.Replication;

/// <summary>A store with one bucket that replicates to the other site of a pair: an index, gateways that write to it, and a curator that may be killed.</summary>
internal sealed class ReplicationSite : IReplicaSenders, IDisposable
{
    public const string Destination = "other/bucket";

    private readonly KillableCurator _curator;

    public ReplicationSite(SteppedTimeProvider time, ReplicationOptions? options = null) =>
        _curator = new KillableCurator(time, services => services
            .AddSingleton<IReplicaSenders>(this)
            .AddSingleton(Options.Create(
                options ?? new ReplicationOptions { PageRows = 3, KeysInParallel = 1, FailAfter = TimeSpan.FromDays(300), Targets = { ["other"] = new TargetOptions() } })));

    public static BucketRecord Bucket { get; } = new("bucket", new BucketId(7), "owner", DateTimeOffset.UnixEpoch, "us-east-1")
    {
        Rules = new BucketRules { Versioning = BucketVersioning.Enabled },
    };

    public ObjectIndex Index => _curator.Index;

    public ICatalog Catalog => _curator.Catalog;

    /// <summary>Where versions go; the curator dies with it when it throws.</summary>
    public Func<ReplicaVersion, ValueTask<string?>> Send { get; set; } = static _ => ValueTask.FromResult<string?>("nobody");

    public IReadOnlyList<string> Names => ["other"];

    /// <summary>Rules that take everything, also what was there before.</summary>
    public static ReplicationRules Rules { get; } = new("role", [new ReplicationRule
    {
        Id = "all",
        IsEnabled = true,
        IsVersion1 = false,
        Priority = 1,
        ReplicatesMarkers = true,
        ReplicatesExisting = true,
        Arn = $"arn:objectstore:s3:::{Destination}",
        Destination = new ReplicaDestination("other", "bucket"),
    }]);

    public IReplicaSender Of(string target) => new Sender(this);

    public async Task CreateBucketAsync(bool hasRules = true)
    {
        await Catalog.CreateBucketAsync(Bucket, default);
        if (hasRules) await SetRulesAsync();
    }

    public async Task SetRulesAsync() => await Catalog.ChangeDocumentsAsync(Bucket, static set => set.With(BucketDocumentKind.Replication, ReplicationDocument.Format(Rules)), default);

    /// <summary>The index as a gateway uses it for a request.</summary>
    public IObjectIndex Gateway(ReplicationCause cause = ReplicationCause.Version) => Index.Announcing(new ReplicationNotices(Rules, Bucket.Name, cause, _curator.Room));

    public async Task<VersionName> PutAsync(string key, string eTag, bool isTold = true)
    {
        var record = new ObjectRecord { Size = 0, ETag = eTag, LastModified = DateTimeOffset.FromUnixTimeMilliseconds(_curator.Time.GetUtcNow().ToUnixTimeMilliseconds()), OwnerId = "writer" };
        var result = await (isTold ? Gateway() : Index).PutAsync(Bucket.Id, ObjectKey.From(key), record, default, default);
        Assert.Equal(WriteOutcome.Applied, result.Outcome);
        return result.Version!.Value;
    }

    public async Task<VersionName> DeleteAsync(string key) => (await Gateway().DeleteAsync(Bucket.Id, ObjectKey.From(key), default, default)).Version!.Value;

    /// <summary>Takes a version as the gateway of a target does.</summary>
    public async ValueTask TakeAsync(ReplicaVersion version)
    {
        var isChange = version.Facts.Cause == ReplicationCause.Tags;
        if (isChange && await TagAsync(version)) return;
        var replica = version.Record with { NullVersion = null, IsNullVersion = true, Replication = StoredReplication.Replica };
        var result = await Gateway().PutAsync(Bucket.Id, version.Key, replica, default, default);
        if (result.Outcome == WriteOutcome.AlreadyThere && !version.Record.IsDeleteMarker) Assert.True(await TagAsync(version));
        else Assert.Contains(result.Outcome, (WriteOutcome[])[WriteOutcome.Applied, WriteOutcome.AlreadyThere]);
    }

    public Task<JobResult> RunAsync(string job = JobNames.Replication) => _curator.RunAsync(job);

    public void BeginTerm() => _curator.BeginTerm();

    /// <summary>Reads and commits of the curator so far.</summary>
    public int Calls => _curator.Kill.Calls;

    public Task DamageRowsAsync(char family, string text) => _curator.DamageRowsAsync(family, text);

    public Task MakeRowsNewerAsync(char family, string text) => _curator.MakeRowsNewerAsync(family, text);

    public IReadOnlyCollection<int> Warnings => _curator.Logged(LogLevel.Warning);

    public long ValueOf(string instrument, string tag) => _curator.ValueOf(instrument, tag);

    public Task<int> CountAsync() => _curator.CountWaitingAsync();

    /// <summary>What the curator has stored of the destination.</summary>
    public async Task<DestinationState> StateAsync()
    {
        var bytes = await Catalog.GetJobStateAsync(DestinationState.Prefix + Destination, default);
        return JsonSerializer.Deserialize(bytes!.Value.Span, ReplicationStates.Default.DestinationState)!;
    }

    /// <summary>Asks for failed versions to be tried again, as an administrator does.</summary>
    public async Task AskForRetryAsync()
    {
        var asked = new RetryRequest(RetryRequest.CurrentVersion, Bucket.Id.Value, _curator.Time.GetUtcNow());
        await Catalog.StoreJobStateAsync(RetryRequest.Prefix + Bucket.Name, JsonSerializer.SerializeToUtf8Bytes(asked, ReplicationStates.Default.RetryRequest), default);
    }

    public async Task<ObjectRecord> ReadAsync(string key, VersionName? version) => (await Index.GetVersionAsync(Bucket.Id, ObjectKey.From(key), version, default))!;

    public async Task<IReadOnlyList<(ObjectKey Key, ObjectRecord Record, bool IsLatest)>> ReadAllAsync()
    {
        var listing = await Index.ListVersionsAsync(Bucket.Id, new ObjectListQuery(default, default, default, 1_000), null, default);
        Assert.False(listing.IsTruncated);
        var all = new List<(ObjectKey, ObjectRecord, bool)>();
        foreach (var item in listing.Versions) all.Add((item.Listed.Key, (await Index.GetVersionAsync(Bucket.Id, item.Listed.Key, item.Version, default))!, item.IsLatest));
        return all;
    }

    /// <summary>Says how much room the outbox of the bucket has.</summary>
    public async Task SetRoomAsync(long rowsMax, int round)
    {
        var levels = new OutboxLevels(OutboxLevels.CurrentVersion, DateTimeOffset.UnixEpoch.AddSeconds(round + 1), rowsMax, long.MaxValue / 4, []);
        await Catalog.StoreJobStateAsync(OutboxLevels.Key, JsonSerializer.SerializeToUtf8Bytes(levels, ObjectStore.Events.EventStates.Default.OutboxLevels), default);
    }

    public void RestartCurator(int killAt = int.MaxValue, bool afterEffect = false) => _curator.Restart(killAt, afterEffect);

    public void Dispose() => _curator.Dispose();

    private async ValueTask<bool> TagAsync(ReplicaVersion version) =>
        (await Gateway(ReplicationCause.Tags).UpdateAsync(Bucket.Id, version.Key, version.Record.Name, new ObjectUpdate.SetTags(version.Record.Tags), default)).Outcome == WriteOutcome.Applied;

    private sealed class Sender(ReplicationSite site) : IReplicaSender
    {
        public ValueTask<string?> SendAsync(ReplicaVersion version, CancellationToken cancellationToken) => site.Send(version);
    }
}
