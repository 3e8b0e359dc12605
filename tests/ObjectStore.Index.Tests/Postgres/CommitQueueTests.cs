using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Postgres;
using Xunit;

namespace ObjectStore.Index.Tests.Postgres;

/// <summary>Which commits become a group, and when a group is begun beside another.</summary>
public sealed class CommitQueueTests
{
    private static readonly TimeSpan Forever = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task TakeGroup_WhileAnotherIsUnderWay_GathersForTheWriterThatComesBack()
    {
        using var queue = new CommitQueue(Options(Forever));
        var (first, second) = (NewGroup(), NewGroup());
        queue.Add(Put(1));
        Assert.True(await queue.TakeGroupAsync(first));
        var other = queue.TakeGroupAsync(second);
        queue.Add(Put(2));
        queue.Add(Put(3));
        await AssertStillWaitsAsync(other);

        Assert.True(await queue.TakeGroupAsync(first).WaitAsync(LongEnough, TestContext.Current.CancellationToken));

        Assert.Equal(2, first.Commits.Count);
        await AssertStillWaitsAsync(other);
        queue.Close();
        Assert.False(await other.WaitAsync(LongEnough, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TakeGroup_WhenTheOneUnderWayTakesLong_BeginsAnother()
    {
        using var queue = new CommitQueue(Options(TimeSpan.FromMilliseconds(20)));
        var (first, second) = (NewGroup(), NewGroup());
        queue.Add(Put(1));
        Assert.True(await queue.TakeGroupAsync(first));
        var other = queue.TakeGroupAsync(second);
        queue.Add(Put(2));

        Assert.True(await other.WaitAsync(LongEnough, TestContext.Current.CancellationToken));

        Assert.Single(second.Commits);
    }

    [Fact]
    public async Task TakeGroup_WhenAFullGroupWaits_BeginsIt()
    {
        using var queue = new CommitQueue(Options(Forever) with { GroupCommitsMax = 3 });
        var (first, second) = (NewGroup(), NewGroup());
        queue.Add(Put(1));
        Assert.True(await queue.TakeGroupAsync(first));
        var other = queue.TakeGroupAsync(second);
        queue.Add(Put(2));
        queue.Add(Put(3));
        await AssertStillWaitsAsync(other);
        queue.Add(Put(4));

        Assert.True(await other.WaitAsync(LongEnough, TestContext.Current.CancellationToken));

        Assert.Equal(3, second.Commits.Count);
    }

    [Fact]
    public async Task TakeGroup_AfterAllHaveEnded_BeginsAtOnce()
    {
        using var queue = new CommitQueue(Options(Forever));
        var (first, second) = (NewGroup(), NewGroup());
        queue.Add(Put(1));
        Assert.True(await queue.TakeGroupAsync(first));
        var idle = queue.TakeGroupAsync(first);
        var other = queue.TakeGroupAsync(second);
        queue.Add(Put(2));

        var begun = await Task.WhenAny(idle, other).WaitAsync(LongEnough, TestContext.Current.CancellationToken);

        Assert.True(await begun);
        Assert.Equal(1, first.Commits.Count + second.Commits.Count);
    }

    [Fact]
    public async Task TakeGroup_OfCommitsThatConflict_TakesOneAfterTheOther()
    {
        using var queue = new CommitQueue(Options(Forever));
        var group = NewGroup();
        for (var i = 0; i < 3; i++) queue.Add(Put(7));

        for (var i = 0; i < 3; i++)
        {
            Assert.True(await queue.TakeGroupAsync(group).WaitAsync(LongEnough, TestContext.Current.CancellationToken));
            Assert.Single(group.Commits);
        }

        Assert.Equal(0, queue.Count);
    }

    /// <summary>One that is begun although it should wait gets the time for it.</summary>
    private static async Task AssertStillWaitsAsync(Task<bool> taking) =>
        Assert.NotSame(taking, await Task.WhenAny(taking, Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken)));

    private static PostgresOptions Options(TimeSpan patience) => new() { WriterPatience = patience };

    private static CommitGroup NewGroup() => new(new PostgresOptions(), new StoreIdentity("schema", 42));

    private static PendingCommit Put(byte key) => new(new Commit([], [new KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(new[] { key }, new byte[8])], []), CancellationToken.None);
}
