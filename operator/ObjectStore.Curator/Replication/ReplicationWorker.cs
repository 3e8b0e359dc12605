using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Events;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>Takes what waits for one destination there, in walks over the outbox. One walk at a time.</summary>
/// <remarks>
/// Invariants: a version is sent only when nothing earlier of its key waits for this destination; a row is removed only when its version does not wait any more. What is in memory
/// only spares attempts: who begins anew begins with the first row that is left.
/// </remarks>
internal sealed class ReplicationWorker(
    string destination, string target, ReplicaDelivery delivery, IOutbox outbox, ReplicationJournal journal, ReplicationOptions options, ReplicationMetrics metrics, TimeProvider time)
{
    /// <summary>Guess: so many failures in a row mean that the destination fails and not single versions.</summary>
    public const int FailuresMax = 8;

    /// <summary>Attempts after which an old version is given up.</summary>
    public const int AttemptsMin = 5;

    private static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(5);

    private readonly WaitingKeys _waiting = new(time);
    private int _failuresInRow;
    private int _brokenWalks;
    private long _retryAt;

    /// <summary>Whether a walk is worth it now.</summary>
    public bool IsDue => _brokenWalks == 0 || time.GetTimestamp() >= _retryAt;

    private bool IsBroken => Volatile.Read(ref _failuresInRow) >= FailuresMax;

    /// <summary>Walks once through the outboxes of some buckets.</summary>
    /// <param name="buckets">The buckets.</param>
    /// <param name="now">The time by which versions wait too long; null when nobody knows.</param>
    /// <param name="cancellationToken">Cuts it off anywhere.</param>
    public async ValueTask WalkAsync(IReadOnlyList<BucketBacklog> buckets, DateTimeOffset? now, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _failuresInRow, 0);
        _waiting.Prune();
        foreach (var bucket in buckets)
        {
            await WalkAsync(new BucketId(bucket.Bucket), now - options.FailAfter, cancellationToken);
            if (IsBroken) break;
        }

        _brokenWalks = IsBroken ? _brokenWalks + 1 : 0;
        if (IsBroken) _retryAt = time.GetTimestamp() + (long)(RetryDelay.Of(_brokenWalks, DelayMax).TotalSeconds * time.TimestampFrequency);
    }

    private async ValueTask WalkAsync(BucketId bucket, DateTimeOffset? giveUpBefore, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> cursor = default;
        ObjectKey? blocked = null;
        do
        {
            var page = await outbox.ListAsync(bucket, cursor, options.PageRows, cancellationToken);
            var groups = page.Entries
                .Where(entry => entry.Message.Consumer == OutboxConsumer.Replication && entry.Message.Destination == destination)
                .GroupBy(static entry => entry.Key)
                .Select(group => new KeyEvents([.. group], IsBlocked: group.Key == blocked))
                .ToArray();
            await ApplyAsync(groups, giveUpBefore, cancellationToken);

            // A key whose rows go on behind the page keeps waiting there, when it waits.
            if (groups.Length > 0) blocked = groups[^1].HasLeft ? groups[^1].Events[^1].Key : null;
            cursor = page.Next;
        }
        while (!cursor.IsEmpty && !IsBroken);
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
            // Also what a walk that is cut off has done: otherwise it would be looked at again.
            OutboxEntry[] ended = [.. groups.SelectMany(static group => group.Delivered)];
            if (ended.Length > 0) await outbox.RemoveAsync(ended, CancellationToken.None);
        }
    }

    /// <summary>Sends the versions of one key, one after the other, up to the first that fails and is not given up.</summary>
    private async ValueTask DeliverAsync(KeyEvents group, DateTimeOffset? giveUpBefore, CancellationToken cancellationToken)
    {
        foreach (var entry in group.Events)
        {
            if (group.IsBlocked || IsBroken || _waiting.Contains(entry.Bucket, entry.Key)) return;
            var facts = ReplicationContent.TryParse(entry.Message.Content.Span, out var read) ? read : null;
            var (failure, bytes) = facts is null ? ("the row cannot be read", null) : await delivery.SendAsync(entry, facts, cancellationToken);
            if (failure is null)
            {
                Volatile.Write(ref _failuresInRow, 0);
                if (bytes is { } sent) Delivered(sent);
            }
            else
            {
                Failed(failure);
                if (_waiting.Add(entry.Bucket, entry.Key) < AttemptsMin || entry.QueuedAt >= giveUpBefore || giveUpBefore is null) return;
                await GiveUpAsync(entry, facts, cancellationToken);
            }

            group.Deliver(entry);
            _waiting.Remove(entry.Bucket, entry.Key);
        }
    }

    private void Delivered(long bytes)
    {
        journal.Delivered(bytes);
        metrics.Delivered(target, bytes);
    }

    private void Failed(string failure)
    {
        Interlocked.Increment(ref _failuresInRow);
        journal.Failed(failure);
        metrics.Failed(target);
    }

    /// <summary>It is counted before its row goes, so that none disappears uncounted; after a crash in between it counts twice.</summary>
    private async ValueTask GiveUpAsync(OutboxEntry entry, ReplicationFacts? facts, CancellationToken cancellationToken)
    {
        await journal.GiveUpAsync(entry, facts, CancellationToken.None);
        if (facts is not null) await delivery.GiveUpAsync(entry, facts, cancellationToken);
        metrics.GivenUp(target);
    }
}
