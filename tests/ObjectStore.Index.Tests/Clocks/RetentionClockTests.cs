using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Testing;
using Xunit;

namespace ObjectStore.Index.Tests.Clocks;

/// <summary>A process whose clock runs ahead does not end the retention of a version.</summary>
public sealed class RetentionClockTests : IAsyncDisposable
{
    private static readonly ObjectKey Key = ObjectKey.From("key");
    private static readonly BucketId Bucket = new(1);
    private readonly SettableClock _time = new();
    private readonly ClockedStore _store;
    private readonly ObjectIndex _index;
    private bool _isServer = true;

    public RetentionClockTests()
    {
        _store = new ClockedStore(() => _isServer ? _time.True : null);
        _index = new ObjectIndex(new KeymapRouter(IndexDatabases.Of(_store), _time), _time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delete_RetentionOverByAWrongClockOnly_IsRefused(bool isServer)
    {
        _isServer = isServer;
        var version = await PutAsync(TimeSpan.FromDays(30));

        _time.Ahead = TimeSpan.FromDays(40);
        Assert.Equal(WriteOutcome.ObjectLocked, await DeleteAsync(version));

        _time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(WriteOutcome.Applied, await DeleteAsync(version));
    }

    [Fact]
    public async Task Delete_ClockOfTheProcessWasWrongFromTheBeginning_TheDatabaseDecides()
    {
        _time.Ahead = TimeSpan.FromDays(40);
        var index = new ObjectIndex(new KeymapRouter(IndexDatabases.Of(_store), _time), _time);
        var version = await PutAsync(TimeSpan.FromDays(30));

        Assert.Equal(WriteOutcome.ObjectLocked, (await index.DeleteAsync(Bucket, Key, new ObjectDeletion { Version = version }, Cancel)).Outcome);
    }

    [Fact]
    public async Task SetRetention_ShorterWhileAWrongClockHoldsItToBeOver_IsRefused()
    {
        var version = await PutAsync(TimeSpan.FromDays(30));

        _time.Ahead = TimeSpan.FromDays(40);
        var update = new ObjectUpdate.SetRetention(null, BypassesGovernance: false);

        Assert.Equal(WriteOutcome.ObjectLocked, (await _index.UpdateAsync(Bucket, Key, version, update, Cancel)).Outcome);
    }

    /// <summary>Goal: only what was locked costs a question, and that once a minute.</summary>
    [Fact]
    public async Task Delete_Versions_AsksTheDatabaseForTheTimeSeldom()
    {
        for (var i = 0; i < 5; i++) await DeleteAsync(await PutAsync(retention: null));
        Assert.Equal(0, _store.Questions);

        VersionName[] locked = [await PutAsync(TimeSpan.FromDays(1)), await PutAsync(TimeSpan.FromDays(1)), await PutAsync(TimeSpan.FromDays(1))];
        Assert.Equal(WriteOutcome.ObjectLocked, await DeleteAsync(locked[0]));
        Assert.Equal(0, _store.Questions);

        _time.Advance(TimeSpan.FromDays(2));
        foreach (var version in locked) Assert.Equal(WriteOutcome.Applied, await DeleteAsync(version));
        Assert.Equal(1, _store.Questions);
    }

    private async Task<VersionName> PutAsync(TimeSpan? retention)
    {
        var catalog = TestCatalog.Over(_store, _time);
        var bucket = new BucketRecord("bucket", Bucket, "owner", DateTimeOffset.UnixEpoch, "r") { Rules = new BucketRules { Versioning = BucketVersioning.Enabled } };
        await catalog.CreateBucketAsync(bucket, Cancel);
        var record = new ObjectRecord
        {
            Size = 0,
            ETag = new string('a', 32),
            LastModified = _time.True,
            OwnerId = "owner",
            Retention = retention is { } length ? new Retention(RetentionMode.Compliance, _time.True + length) : null,
        };
        var result = await _index.PutAsync(Bucket, Key, record, WriteCondition.None, Cancel);
        return result.Version!.Value;
    }

    private async Task<WriteOutcome> DeleteAsync(VersionName version) => (await _index.DeleteAsync(Bucket, Key, new ObjectDeletion { Version = version }, Cancel)).Outcome;
}
