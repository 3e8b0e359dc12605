using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Tests.Rates;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Gateway.Tests.Operations;

public class ConfigurationLeaseTests
{
    private static readonly BucketRecord Bucket = new("bucket", new BucketId(1), "alice", DateTimeOffset.UnixEpoch, "us-east-1");

    private readonly RateScene _scene = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outwait_AloneWithTheStamp_IsOverAtOnceAndTheNextReadsItAnew()
    {
        var lease = new ConfigurationLease(_scene.Catalog, isAlone: true, _scene.Time);
        var before = await lease.GetAsync(Cancel);
        await ChangeAsync();
        Assert.Equal(before, await lease.GetAsync(Cancel));

        var outwaiting = lease.OutwaitAsync().AsTask();

        Assert.True(outwaiting.IsCompletedSuccessfully);
        Assert.False(lease.TryGet(out _));
        Assert.NotEqual(before, await lease.GetAsync(Cancel));
    }

    [Fact]
    public async Task Outwait_WithOthers_TakesAsLongAsTheirLeasesMayLast()
    {
        var lease = new ConfigurationLease(_scene.Catalog, isAlone: false, _scene.Time);

        var outwaiting = lease.OutwaitAsync().AsTask();
        _scene.Time.Advance(ConfigurationLease.Length);
        Assert.False(outwaiting.IsCompleted);
        _scene.Time.Advance(ConfigurationLease.Length / 10);

        await outwaiting.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
    }

    /// <summary>A read that saw the stamp before the change, and whose answer comes after it, is for those who asked before.</summary>
    [Fact]
    public async Task Outwait_WhileTheStampIsBeingRead_NobodyJoinsThatRead()
    {
        var lease = new ConfigurationLease(_scene.Catalog, isAlone: true, _scene.Time);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _scene.Store.AfterNextRead = () => answer.Task;
        var early = lease.GetAsync(Cancel).AsTask();
        await ChangeAsync();
        await lease.OutwaitAsync();

        var late = await lease.GetAsync(Cancel);
        answer.SetResult();

        Assert.NotEqual(late, await early);
        Assert.True(lease.TryGet(out var held));
        Assert.Equal(late, held);
    }

    private async Task ChangeAsync()
    {
        await _scene.Catalog.CreateBucketAsync(Bucket, Cancel);
        await _scene.Catalog.ChangeDocumentsAsync(Bucket, static documents => documents.With(BucketDocumentKind.Acl, new byte[] { 1 }), Cancel);
    }
}
