using System.Globalization;
using ObjectStore.Core.Identifiers;
using ObjectStore.Events;
using ObjectStore.Events.Documents;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Events;

/// <summary>Takes what waits for one destination there, in walks over the outbox. One walk at a time.</summary>
/// <remarks>
/// Invariants: an event is sent only when nothing earlier of its key waits for this destination; a row is removed only after its event was acknowledged, or counted as a dead
/// letter. What is in memory only spares attempts: who begins anew begins with the first row that is left.
/// </remarks>
internal sealed class DestinationWorker(
    string name, IEventSender sender, IOutbox outbox, DestinationJournal journal, EventOptions options, EventMetrics metrics, TimeProvider time)
{
    /// <summary>Guess: so many failures in a row mean that the destination fails and not single events.</summary>
    public const int FailuresMax = 8;

    /// <summary>Attempts after which an old event is given up.</summary>
    public const int AttemptsMin = 5;

    /// <summary>How long a destination must have been broken before events are given up that were not tried.</summary>
    public static readonly TimeSpan BrokenMin = TimeSpan.FromMinutes(10);

    private const long NotBroken = -1;

    private static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(5);

    private readonly WaitingKeys _waiting = new(time);
    private int _failuresInRow;
    private int _brokenWalks;
    private long _retryAt;
    private long _brokenSince = NotBroken;

    /// <summary>Whether a walk is worth it now.</summary>
    public bool IsDue => _brokenWalks == 0 || time.GetTimestamp() >= _retryAt;

    private bool IsBroken => Volatile.Read(ref _failuresInRow) >= FailuresMax;

    /// <summary>Sends a test event; true when it is acknowledged.</summary>
    public async ValueTask<bool> TestAsync(TestEvent test, CancellationToken cancellationToken)
    {
        var body = EventDocument.RenderTest(test.Bucket, test.RequestId, test.HostId, test.At);
        var failure = await sender.SendAsync(new EventMessage(test.RequestId, body), cancellationToken);
        if (failure is not null) Failed(failure);
        return failure is null;
    }

    /// <summary>Walks once through the outboxes of some buckets.</summary>
    /// <param name="buckets">The buckets.</param>
    /// <param name="now">The time by which events are too old; null when nobody knows.</param>
    /// <param name="cancellationToken">Cuts it off anywhere.</param>
    public async ValueTask WalkAsync(IReadOnlyList<BucketId> buckets, DateTimeOffset? now, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _failuresInRow, 0);
        _waiting.Prune();
        var giveUpBefore = now - options.DeadAfter;
        foreach (var bucket in buckets)
        {
            await WalkAsync(bucket, giveUpBefore, cancellationToken);
            if (IsBroken && !SweepsWhileBroken(giveUpBefore)) break;
        }

        EndWalk();
    }

    private async ValueTask WalkAsync(BucketId bucket, DateTimeOffset? giveUpBefore, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> cursor = default;
        ObjectKey? blocked = null;
        do
        {
            var page = await outbox.ListAsync(bucket, cursor, options.PageRows, cancellationToken);
            var groups = page.Entries
                .Where(entry => entry.Message.Consumer == OutboxConsumer.Notifications && entry.Message.Destination == name)
                .GroupBy(static entry => entry.Key)
                .Select(group => new KeyEvents([.. group], IsBlocked: group.Key == blocked))
                .ToArray();
            await ApplyAsync(groups, giveUpBefore, cancellationToken);

            // A key whose events go on behind the page keeps waiting there, when it waits.
            if (groups.Length > 0) blocked = groups[^1].HasLeft ? groups[^1].Events[^1].Key : null;
            cursor = page.Next;
        }
        while (!cursor.IsEmpty && (!IsBroken || SweepsWhileBroken(giveUpBefore)));
    }

    private async ValueTask ApplyAsync(KeyEvents[] groups, DateTimeOffset? giveUpBefore, CancellationToken cancellationToken)
    {
        if (groups.Length == 0) return;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.KeysInParallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        try
        {
            await Parallel.ForEachAsync(groups, parallel, (group, token) => DeliverAsync(group, giveUpBefore, token));
        }
        finally
        {
            // Also what a walk that is cut off has done: otherwise it would be sent again.
            await RemoveAsync(groups);
        }
    }

    /// <summary>Sends the events of one key, one after the other, up to the first that fails and is not given up.</summary>
    private async ValueTask DeliverAsync(KeyEvents group, DateTimeOffset? giveUpBefore, CancellationToken cancellationToken)
    {
        foreach (var entry in group.Events)
        {
            var isOld = entry.QueuedAt < giveUpBefore;
            if (IsBroken)
            {
                if (group.IsBlocked || !isOld || !SweepsWhileBroken(giveUpBefore)) return;
                group.GiveUp(entry);
                continue;
            }

            if (group.IsBlocked || _waiting.Contains(entry.Bucket, entry.Key)) return;
            if (await TrySendAsync(entry, cancellationToken)) group.Deliver(entry);
            else if (_waiting.Add(entry.Bucket, entry.Key) < AttemptsMin || !isOld) return;
            else group.GiveUp(entry);
            _waiting.Remove(entry.Bucket, entry.Key);
        }
    }

    private async ValueTask<bool> TrySendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        var failure = EventContent.TryParse(entry.Message.Content.Span, out var facts)
            ? await sender.SendAsync(new EventMessage(IdOf(entry), EventDocument.Render(facts, entry.Key.Utf8, entry.Sequence, entry.QueuedAt)), cancellationToken)
            : "the event cannot be read";
        if (failure is not null)
        {
            Failed(failure);
            return false;
        }

        Volatile.Write(ref _failuresInRow, 0);
        (_brokenWalks, _brokenSince) = (0, NotBroken);
        return true;
    }

    /// <summary>Dead letters are counted before their rows go, so that none disappears uncounted; after a crash in between it counts twice.</summary>
    private async ValueTask RemoveAsync(KeyEvents[] groups)
    {
        OutboxEntry[] dead = [.. groups.SelectMany(static group => group.Dead)];
        OutboxEntry[] delivered = [.. groups.SelectMany(static group => group.Delivered)];
        if (delivered.Length > 0) journal.Delivered(delivered.Length);
        if (dead.Length > 0) await journal.GiveUpAsync(dead, CancellationToken.None);
        if (dead.Length + delivered.Length > 0) await outbox.RemoveAsync([.. dead, .. delivered], CancellationToken.None);
        metrics.Delivered(name, delivered.Length);
        metrics.GivenUp(name, dead.Length);
    }

    private void Failed(string failure)
    {
        Interlocked.Increment(ref _failuresInRow);
        journal.Failed(failure);
        metrics.Failed(name);
    }

    private bool SweepsWhileBroken(DateTimeOffset? giveUpBefore) => giveUpBefore is not null && _brokenSince is var since and not NotBroken && time.GetElapsedTime(since) >= BrokenMin;

    private void EndWalk()
    {
        if (!IsBroken) return;
        if (_brokenSince == NotBroken) _brokenSince = time.GetTimestamp();
        _brokenWalks++;
        _retryAt = time.GetTimestamp() + (long)(RetryDelay.Of(_brokenWalks, DelayMax).TotalSeconds * time.TimestampFrequency);
    }

    private static string IdOf(OutboxEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.Bucket.Value:x16}-{entry.Id}");
}
