using ObjectStore.Operator.Hosting;

namespace ObjectStore.Operator.Tests.Hosting;

public sealed class IdleMemoryTests
{
    private const long Mebibyte = 1 << 20;

    private readonly IdleMemoryRule _rule = new();

    [Fact]
    public async Task Stop_ServiceThatWaits_EndsInOrder()
    {
        var time = new WaitedTime();
        using var service = new IdleMemory(time);
        await service.StartAsync(TestContext.Current.CancellationToken);
        await time.Waited.WaitAsync(TestContext.Current.CancellationToken);

        await service.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(service.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(64)]
    public void IsDue_LittleMemory_Never(int mebibytes)
    {
        for (var i = 0; i < 10; i++) Assert.False(_rule.IsDue(mebibytes * Mebibyte));
    }

    [Fact]
    public void IsDue_CollectionsHelp_UntilLittleIsLeft()
    {
        var committed = 200 * Mebibyte;
        var collections = 0;
        for (; _rule.IsDue(committed); collections++) _rule.Collected(committed -= 16 * Mebibyte);

        Assert.Equal(9, collections);
        Assert.False(_rule.IsDue(committed));
    }

    [Fact]
    public void IsDue_CollectionsDoNotHelp_StopsUntilThereIsMuchMore()
    {
        var collections = 0;
        for (; _rule.IsDue(150 * Mebibyte); collections++) _rule.Collected(150 * Mebibyte);
        Assert.InRange(collections, 2, 10);

        Assert.False(_rule.IsDue(180 * Mebibyte));
        Assert.True(_rule.IsDue(190 * Mebibyte));
    }

    /// <summary>Tells when somebody begins to wait.</summary>
    private sealed class WaitedTime : TimeProvider
    {
        private readonly TaskCompletionSource _waited = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waited => _waited.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _waited.TrySetResult();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
