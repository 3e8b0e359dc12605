using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Outboxes;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Index.Objects.Outbox;
using Xunit;

namespace ObjectStore.Curator.Tests.Outboxes;

public sealed class OutboxLooksTests : IDisposable
{
    private readonly SteppedTimeProvider _time = new();
    private readonly CountingOutbox _outbox = new();
    private readonly OutboxLooks _looks;

    public OutboxLooksTests() => _looks = new OutboxLooks(_outbox, _time);

    public void Dispose() => _looks.Dispose();

    [Fact]
    public async Task Take_ByBothConsumers_ReadsOnceForBoth()
    {
        var one = await TakeAsync(OutboxConsumer.Notifications);
        _time.Advance(TimeSpan.FromMilliseconds(900));
        var other = await TakeAsync(OutboxConsumer.Replication);

        Assert.Same(one, other);
        Assert.Equal(1, _outbox.ReadCount);
        Assert.Equal((2, 1, 1), (one.Survey.Rows, one.Survey.Of(OutboxConsumer.Notifications).Rows, one.Survey.Of(OutboxConsumer.Replication).Rows));
    }

    [Fact]
    public async Task Take_ByTheSameConsumerAgain_ReadsAgain()
    {
        var one = await TakeAsync(OutboxConsumer.Notifications);
        var two = await TakeAsync(OutboxConsumer.Notifications);

        Assert.NotSame(one, two);
        Assert.Equal(2, _outbox.ReadCount);
    }

    [Fact]
    public async Task Take_OfAnotherWhenItIsOld_ReadsAgain()
    {
        await TakeAsync(OutboxConsumer.Notifications);
        _time.Advance(TimeSpan.FromSeconds(1));
        await TakeAsync(OutboxConsumer.Replication);

        Assert.Equal(2, _outbox.ReadCount);
    }

    [Fact]
    public async Task Take_ReadingFails_TheNextReadsAgain()
    {
        await TakeAsync(OutboxConsumer.Notifications);
        _outbox.Fails = true;
        await Assert.ThrowsAsync<KilledException>(() => TakeAsync(OutboxConsumer.Notifications));
        _outbox.Fails = false;

        await TakeAsync(OutboxConsumer.Replication);

        Assert.Equal(3, _outbox.ReadCount);
    }

    private Task<OutboxLook> TakeAsync(OutboxConsumer consumer) => _looks.TakeAsync(consumer, 10, TestContext.Current.CancellationToken).AsTask();

    private sealed class CountingOutbox : IOutbox
    {
        public int ReadCount { get; private set; }

        public bool Fails { get; set; }

        public ValueTask<OutboxPage> ListAsync(BucketId? bucket, ReadOnlyMemory<byte> cursor, int limit, CancellationToken cancellationToken)
        {
            ReadCount++;
            return Fails ? throw new KilledException() : ValueTask.FromResult(new OutboxPage([EntryOf(OutboxConsumer.Notifications), EntryOf(OutboxConsumer.Replication)], 0, default));
        }

        public ValueTask RemoveAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        private static OutboxEntry EntryOf(OutboxConsumer consumer) =>
            new(new byte[20], new BucketId(7), ObjectKey.From("k"), 1, DateTimeOffset.UnixEpoch, new OutboxMessage(consumer, "q", default));
    }
}
