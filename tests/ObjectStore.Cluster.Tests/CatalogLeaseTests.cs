using System.Text;
using ObjectStore.Cluster.Leadership;
using ObjectStore.Index.Catalog;
using ObjectStore.Testing;

namespace ObjectStore.Cluster.Tests;

public sealed class CatalogLeaseTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private readonly ManualTimeProvider _time = new();
    private readonly ICatalog _catalog = TestCatalog.Make();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TryAcquire_TwoCandidates_OneHolds()
    {
        var (first, second) = (Lease("first"), Lease("second"));

        Assert.True(await first.TryAcquireAsync(Cancel));
        Assert.False(await second.TryAcquireAsync(Cancel));
        Assert.True(await first.TryRenewAsync(Cancel));
        Assert.False(await second.TryRenewAsync(Cancel));
    }

    [Fact]
    public async Task TryAcquire_HolderRenews_IsNeverTakenOver()
    {
        var (first, second) = (Lease("first"), Lease("second"));
        await first.TryAcquireAsync(Cancel);

        for (var i = 0; i < 10; i++)
        {
            Assert.False(await second.TryAcquireAsync(Cancel));
            _time.Advance(Duration - TimeSpan.FromSeconds(1));
            Assert.True(await first.TryRenewAsync(Cancel));
        }
    }

    [Fact]
    public async Task TryAcquire_HolderSilentForTheDuration_TakesOverAndTheOldOneFindsOut()
    {
        var (first, second) = (Lease("first"), Lease("second"));
        await first.TryAcquireAsync(Cancel);

        Assert.False(await second.TryAcquireAsync(Cancel));
        _time.Advance(Duration - TimeSpan.FromMilliseconds(1));
        Assert.False(await second.TryAcquireAsync(Cancel));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await second.TryAcquireAsync(Cancel));
        Assert.False(await first.TryRenewAsync(Cancel));
        Assert.False(await first.TryAcquireAsync(Cancel));
    }

    /// <summary>The time counts from when the candidate has seen the state, whatever its age: clocks of processes are not compared.</summary>
    [Fact]
    public async Task TryAcquire_CandidateComesLate_WaitsTheWholeDuration()
    {
        await Lease("first").TryAcquireAsync(Cancel);
        _time.Advance(10 * Duration);

        var second = Lease("second");
        Assert.False(await second.TryAcquireAsync(Cancel));
        _time.Advance(Duration);
        Assert.True(await second.TryAcquireAsync(Cancel));
    }

    [Fact]
    public async Task Release_NextCandidate_NeedNotWait()
    {
        var (first, second) = (Lease("first"), Lease("second"));
        await first.TryAcquireAsync(Cancel);
        await second.ReleaseAsync(Cancel);
        Assert.False(await second.TryAcquireAsync(Cancel));

        await first.ReleaseAsync(Cancel);
        Assert.True(await second.TryAcquireAsync(Cancel));
    }

    [Fact]
    public async Task TryAcquire_StateOfALaterRelease_IsRespectedWhileItChanges()
    {
        var lease = Lease("first");
        for (var i = 0; i < 3; i++)
        {
            await _catalog.StoreJobStateAsync("lease/curator", Encoding.UTF8.GetBytes($"format of tomorrow {i}"), Cancel);
            Assert.False(await lease.TryAcquireAsync(Cancel));
            _time.Advance(Duration);
        }

        Assert.True(await lease.TryAcquireAsync(Cancel));
    }

    private CatalogLease Lease(string holder) => new(_catalog, "curator", holder, Duration, _time);
}
