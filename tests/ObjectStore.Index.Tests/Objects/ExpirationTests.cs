using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Tests.Keymap;
using Xunit;

namespace ObjectStore.Index.Tests.Objects;

public sealed class ExpirationTests : IAsyncLifetime
{
    private static readonly ObjectKey Key = ObjectKey.From("k");
    private readonly KeymapCluster _cluster = new("main");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static BucketRecord Bucket => new("bucket", KeymapCluster.Bucket, "owner", DateTimeOffset.UnixEpoch, "r");

    public async ValueTask InitializeAsync() => await _cluster.EnsureBucketAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Expire_BucketWithoutVersions_RemovesTheObject()
    {
        await PutAsync();
        var judged = await HeadAsync();

        Assert.Equal(WriteOutcome.Applied, await ExpireAsync(ExpirationKind.Current, judged!));

        Assert.Null(await HeadAsync());
    }

    [Fact]
    public async Task Expire_BucketWithVersions_CoversTheObjectWithTheOwnersMarker()
    {
        await SetAsync(BucketVersioning.Enabled);
        await PutAsync();
        var judged = await HeadAsync();

        Assert.Equal(WriteOutcome.Applied, await ExpireAsync(ExpirationKind.Current, judged!));

        var head = await HeadAsync();
        Assert.Equal((true, "bucket-owner"), (head!.IsDeleteMarker, head.OwnerId));
        Assert.NotNull(await _cluster.Index.GetVersionAsync(KeymapCluster.Bucket, Key, judged!.Name, Cancel));
    }

    [Fact]
    public async Task Expire_SuspendedBucket_ReplacesTheNullVersionByAMarker()
    {
        await PutAsync();
        await SetAsync(BucketVersioning.Suspended);
        var judged = await HeadAsync();

        Assert.Equal(WriteOutcome.Applied, await ExpireAsync(ExpirationKind.Current, judged!));

        var head = await HeadAsync();
        Assert.Equal((true, true), (head!.IsDeleteMarker, head.IsNullVersion));
        Assert.Single(await ListAsync());
    }

    [Theory]
    [InlineData(BucketVersioning.Never)]
    [InlineData(BucketVersioning.Enabled)]
    [InlineData(BucketVersioning.Suspended)]
    public async Task Expire_OverwrittenMeanwhile_LeavesWhatIsThere(BucketVersioning versioning)
    {
        if (versioning != BucketVersioning.Never) await SetAsync(versioning);
        await PutAsync();
        var judged = await HeadAsync();
        await PutAsync(Samples.Empty.LastModified.AddSeconds(1));
        var before = await HeadAsync();

        var outcome = await ExpireAsync(ExpirationKind.Current, judged!);

        Assert.Contains(outcome, new[] { WriteOutcome.PreconditionFailed, WriteOutcome.NoSuchKey });
        Assert.Equal(before!.Place, (await HeadAsync())!.Place);
    }

    [Fact]
    public async Task Expire_NotDueAnyMore_LeavesTheObject()
    {
        await PutAsync();
        var judged = await HeadAsync();

        var expiration = Expiration(ExpirationKind.Current, judged!) with { NewerMinOf = static record => record.Tags.Count > 0 ? 0 : null };

        Assert.Equal(WriteOutcome.PreconditionFailed, (await _cluster.Index.ExpireAsync(KeymapCluster.Bucket, Key, expiration, Cancel)).Outcome);
        Assert.NotNull(await HeadAsync());
    }

    /// <summary>A noncurrent version that became current again, because what covered it was removed, is no longer one.</summary>
    [Fact]
    public async Task Expire_NoncurrentThatIsCurrentAgain_LeavesIt()
    {
        await SetAsync(BucketVersioning.Enabled);
        await PutAsync();
        var judged = await HeadAsync();
        var marker = await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Key, default, Cancel);
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Key, new ObjectDeletion { Version = marker.Version }, Cancel);

        Assert.Equal(WriteOutcome.PreconditionFailed, await ExpireAsync(ExpirationKind.Noncurrent, judged!));

        Assert.Equal(judged!.Name, (await HeadAsync())!.Name);
    }

    /// <summary>Who takes a delete marker away and deletes again has the days of the rule anew, also when a judgement from before is still under way.</summary>
    [Fact]
    public async Task Expire_NoncurrentThatWasCurrentMeanwhile_LeavesIt()
    {
        await SetAsync(BucketVersioning.Enabled);
        await PutAsync();
        var judged = Expiration(ExpirationKind.Noncurrent, (await HeadAsync())!) with { JudgedAt = TimeProvider.System.GetUtcNow().AddHours(-1) };
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Key, default, Cancel);

        Assert.Equal(WriteOutcome.PreconditionFailed, (await _cluster.Index.ExpireAsync(KeymapCluster.Bucket, Key, judged, Cancel)).Outcome);

        Assert.Equal(2, (await ListAsync()).Count);
    }

    [Fact]
    public async Task Expire_Noncurrent_RemovesOnlyThatVersion()
    {
        await SetAsync(BucketVersioning.Enabled);
        await PutAsync();
        var judged = await HeadAsync();
        await PutAsync();
        var current = await HeadAsync();

        Assert.Equal(WriteOutcome.Applied, await ExpireAsync(ExpirationKind.Noncurrent, judged!));

        Assert.Equal([current!.Name], (await ListAsync()).Select(static version => version.Version));
    }

    [Fact]
    public async Task Expire_LockedVersion_StaysAsLongAsTheLockHolds()
    {
        await SetAsync(BucketVersioning.Enabled);
        await PutAsync();
        var judged = await HeadAsync();
        await _cluster.Index.UpdateAsync(KeymapCluster.Bucket, Key, judged!.Name, new ObjectUpdate.SetLegalHold(true), Cancel);
        await PutAsync();

        Assert.Equal(WriteOutcome.ObjectLocked, await ExpireAsync(ExpirationKind.Noncurrent, judged));
        await _cluster.Index.UpdateAsync(KeymapCluster.Bucket, Key, judged.Name, new ObjectUpdate.SetLegalHold(false), Cancel);
        Assert.Equal(WriteOutcome.Applied, await ExpireAsync(ExpirationKind.Noncurrent, judged));
    }

    [Fact]
    public async Task Expire_MarkerWithAVersionUnderIt_StaysUntilThatIsGone()
    {
        await SetAsync(BucketVersioning.Enabled);
        await PutAsync();
        var covered = await HeadAsync();
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Key, default, Cancel);
        var marker = await HeadAsync();

        Assert.Equal(WriteOutcome.PreconditionFailed, await ExpireAsync(ExpirationKind.LoneMarker, marker!));
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Key, new ObjectDeletion { Version = covered!.Name }, Cancel);
        Assert.Equal(WriteOutcome.Applied, await ExpireAsync(ExpirationKind.LoneMarker, marker!));
        Assert.Empty(await ListAsync());
    }

    [Theory]
    [InlineData(ExpirationKind.Current)]
    [InlineData(ExpirationKind.Noncurrent)]
    public async Task Expire_CurrentMarkerJudgedAsAnotherKind_Stays(ExpirationKind kind)
    {
        await SetAsync(BucketVersioning.Enabled);
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Key, default, Cancel);

        Assert.Equal(WriteOutcome.PreconditionFailed, await ExpireAsync(kind, (await HeadAsync())!));
        Assert.Single(await ListAsync());
    }

    /// <summary>Goal: no version is left without a current one. Method: another process places an older replica between the plan and the commit.</summary>
    [Fact]
    public async Task Expire_ReplicaComesUnderTheLoneMarkerMeanwhile_TheMarkerStays()
    {
        await SetAsync(BucketVersioning.Enabled);
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Key, default, Cancel);
        var marker = await HeadAsync();
        PlaceMeanwhile(OlderThan(marker!));

        Assert.Equal(WriteOutcome.PreconditionFailed, await ExpireAsync(ExpirationKind.LoneMarker, marker!));

        Assert.Equal(marker!.Name, (await HeadAsync())!.Name);
        Assert.Equal(2, (await ListAsync()).Count);
    }

    /// <summary>Goal: what becomes current is the newest that is left. Method: another process places a replica over it between the plan and the commit.</summary>
    [Fact]
    public async Task Delete_ReplicaComesUnderTheCurrentVersionMeanwhile_BecomesCurrent()
    {
        await SetAsync(BucketVersioning.Enabled);
        await PutAsync();
        var current = await HeadAsync();
        await _cluster.Index.PutAsync(KeymapCluster.Bucket, Key, Replica(new VersionId(1)), default, Cancel);
        PlaceMeanwhile(OlderThan(current!));

        Assert.Equal(WriteOutcome.Applied, (await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Key, new ObjectDeletion { Version = current!.Name }, Cancel)).Outcome);

        Assert.Equal(OlderThan(current), (await HeadAsync())!.Version);
        Assert.Equal(2, (await ListAsync()).Count);
    }

    /// <summary>Goal: versions that a rule keeps for being the newest stay. Method: the current one goes after three were judged.</summary>
    [Fact]
    public async Task Expire_FewerNewerVersionsThanWhenItWasJudged_Stays()
    {
        await SetAsync(BucketVersioning.Enabled);
        var versions = new List<ObjectRecord>();
        for (var i = 0; i < 4; i++)
        {
            await PutAsync();
            versions.Add((await HeadAsync())!);
        }

        var expiration = Expiration(ExpirationKind.Noncurrent, versions[0]) with { NewerMinOf = static _ => 2 };
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Key, new ObjectDeletion { Version = versions[3].Name }, Cancel);

        Assert.Equal(WriteOutcome.PreconditionFailed, (await _cluster.Index.ExpireAsync(KeymapCluster.Bucket, Key, expiration, Cancel)).Outcome);
        Assert.Equal(WriteOutcome.Applied, (await _cluster.Index.ExpireAsync(KeymapCluster.Bucket, Key, expiration with { NewerMinOf = static _ => 1 }, Cancel)).Outcome);
        Assert.Equal(2, (await ListAsync()).Count);
    }

    private static VersionId OlderThan(ObjectRecord version) => new(version.Version.Value - 1);

    private static ObjectRecord Replica(VersionId version) => Samples.Empty with { Version = version, Replication = StoredReplication.Replica };

    /// <summary>Another process places a replica between what is planned next and its commit.</summary>
    private void PlaceMeanwhile(VersionId version)
    {
        var (store, other) = (_cluster.Store("main"), _cluster.OtherProcess());
        store.Meanwhile = async () =>
        {
            store.Meanwhile = null;
            Assert.Equal(WriteOutcome.Applied, (await other.Index.PutAsync(KeymapCluster.Bucket, Key, Replica(version), default, Cancel)).Outcome);
        };
    }

    private static ObjectExpiration Expiration(ExpirationKind kind, ObjectRecord judged) =>
        new() { Kind = kind, Version = judged.Name, LastModified = judged.LastModified, JudgedAt = TimeProvider.System.GetUtcNow().AddHours(1), OwnerId = "bucket-owner", NewerMinOf = static _ => 0 };

    private async Task<WriteOutcome> ExpireAsync(ExpirationKind kind, ObjectRecord judged) =>
        (await _cluster.Index.ExpireAsync(KeymapCluster.Bucket, Key, Expiration(kind, judged), Cancel)).Outcome;

    private ValueTask<ObjectRecord?> HeadAsync() => _cluster.Index.GetVersionAsync(KeymapCluster.Bucket, Key, null, Cancel);

    private async Task<IReadOnlyList<ListedVersion>> ListAsync() =>
        (await _cluster.Index.ListVersionsAsync(KeymapCluster.Bucket, new ObjectListQuery(default, default, default, 999), null, Cancel)).Versions;

    private async Task PutAsync(DateTimeOffset? lastModified = null)
    {
        var record = Samples.Empty with { LastModified = lastModified ?? Samples.Empty.LastModified };
        Assert.Equal(WriteOutcome.Applied, (await _cluster.Index.PutAsync(KeymapCluster.Bucket, Key, record, default, Cancel)).Outcome);
    }

    private async Task SetAsync(BucketVersioning versioning) =>
        Assert.NotNull(await _cluster.Catalog.ChangeRulesAsync(Bucket, rules => rules with { Versioning = versioning }, Cancel));
}
