using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Outboxes;

/// <summary>Takes what waits for one destination there, in walks over the outbox. One walk at a time.</summary>
/// <remarks>
/// Invariants: a row is sent only when nothing earlier of its key waits for this destination; it is removed only after the destination has it, or after it was counted as given up.
/// What is in memory only spares attempts: who begins anew begins with the first row that is left. A walk behind one that broke begins with another key than that did, so that no key
/// is out of reach behind others that are refused.
/// </remarks>
internal sealed class DestinationWorker(string destination, IOutboxDelivery delivery, IOutbox outbox, WalkOptions options, TimeProvider time)
{
    /// <summary>Guess: so many failures in a row mean that the destination fails and not single rows.</summary>
    public const int FailuresMax = 8;

    /// <summary>Attempts after which an old row is given up.</summary>
    public const int AttemptsMin = 5;

    private const long NotBroken = -1;

    private static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(5);

    private readonly WaitingKeys _waiting = new(time);
    private int _failuresInRow;
    private int _brokenWalks;
    private long _retryAt;
    private long _brokenSince = NotBroken;
    private (BucketId Bucket, ObjectKey Key)? _lastTried;
    private (BucketId Bucket, ObjectKey Key)? _brokeAt;

    /// <summary>Whether a walk is worth it now.</summary>
    public bool IsDue => _brokenWalks == 0 || time.GetTimestamp() >= _retryAt;

    private bool IsBroken => Volatile.Read(ref _failuresInRow) >= FailuresMax;

    /// <summary>Walks once through the outboxes of some buckets.</summary>
    /// <param name="buckets">The buckets.</param>
    /// <param name="now">The time by which rows are too old; null when nobody knows.</param>
    /// <param name="cancellationToken">Cuts it off anywhere.</param>
    public async ValueTask WalkAsync(IReadOnlyList<BucketRows> buckets, DateTimeOffset? now, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _failuresInRow, 0);
        if (_brokeAt is null) _waiting.Prune();
        var giveUpBefore = now - options.GiveUpAfter;
        foreach (var stretch in OutboxStretch.AllOf(buckets, _brokeAt))
        {
            await WalkAsync(stretch, giveUpBefore, cancellationToken);
            if (IsBroken && !SweepsWhileBroken(giveUpBefore)) break;
        }

        EndWalk();
    }

    private async ValueTask WalkAsync(OutboxStretch stretch, DateTimeOffset? giveUpBefore, CancellationToken cancellationToken)
    {
        var cursor = stretch.Start;
        ObjectKey? blocked = null;
        do
        {
            var page = await outbox.ListAsync(stretch.Bucket, cursor, options.PageRows, cancellationToken);
            var groups = page.Entries
                .Where(entry => entry.Message.Consumer == options.Consumer && entry.Message.Destination == destination && stretch.Reaches(entry.Key))
                .GroupBy(static entry => entry.Key)
                .Select(group => new KeyRows([.. group], IsBlocked: group.Key == blocked))
                .ToArray();
            await ApplyAsync(groups, giveUpBefore, cancellationToken);
            if (groups.LastOrDefault(static group => group.IsTried) is { } tried) _lastTried = (stretch.Bucket, tried.Entries[0].Key);

            // A key whose rows go on behind the page keeps waiting there, when it waits.
            if (groups.Length > 0) blocked = groups[^1].HasLeft ? groups[^1].Entries[^1].Key : null;
            cursor = stretch.NextOf(page);
        }
        while (!cursor.IsEmpty && (!IsBroken || SweepsWhileBroken(giveUpBefore)));
    }

    private async ValueTask ApplyAsync(KeyRows[] groups, DateTimeOffset? giveUpBefore, CancellationToken cancellationToken)
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

    /// <summary>Sends the rows of one key, one after the other, up to the first that fails and is not given up.</summary>
    private async ValueTask DeliverAsync(KeyRows group, DateTimeOffset? giveUpBefore, CancellationToken cancellationToken)
    {
        foreach (var entry in group.Entries)
        {
            var isOld = entry.QueuedAt < giveUpBefore;
            if (IsBroken)
            {
                if (group.IsBlocked || !isOld || !SweepsWhileBroken(giveUpBefore)) return;
                group.GiveUp(entry, reason: "");
                continue;
            }

            if (group.IsBlocked || _waiting.Contains(entry.Bucket, entry.Key)) return;
            group.IsTried = true;
            if (await SendAsync(entry, cancellationToken) is not { } failure) group.Deliver(entry);
            else if (_waiting.Add(entry.Bucket, entry.Key) < AttemptsMin || !isOld) return;
            else group.GiveUp(entry, failure);
            _waiting.Remove(entry.Bucket, entry.Key);
        }
    }

    private async ValueTask<string?> SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        var failure = await delivery.SendAsync(entry, cancellationToken);
        if (failure is not null)
        {
            Interlocked.Increment(ref _failuresInRow);
            return failure;
        }

        Volatile.Write(ref _failuresInRow, 0);
        (_brokenWalks, _brokenSince) = (0, NotBroken);
        return null;
    }

    private async ValueTask RemoveAsync(KeyRows[] groups)
    {
        OutboxEntry[] delivered = [.. groups.SelectMany(static group => group.Delivered)];
        if (delivered.Length > 0) await outbox.RemoveAsync(delivered, CancellationToken.None);
        GivenUpRow[] givenUp = [.. groups.SelectMany(static group => group.GivenUp)];
        if (givenUp.Length == 0) return;
        await delivery.GiveUpAsync(givenUp, CancellationToken.None);
        await outbox.RemoveAsync([.. givenUp.Select(static row => row.Entry)], CancellationToken.None);
    }

    private bool SweepsWhileBroken(DateTimeOffset? giveUpBefore) =>
        giveUpBefore is not null && options.SweepAfter is { } after && _brokenSince is var since and not NotBroken && time.GetElapsedTime(since) >= after;

    private void EndWalk()
    {
        _brokeAt = IsBroken ? _lastTried : null;
        if (!IsBroken) return;
        if (_brokenSince == NotBroken) _brokenSince = time.GetTimestamp();
        _brokenWalks++;
        _retryAt = time.GetTimestamp() + (long)(RetryDelay.Of(_brokenWalks, DelayMax).TotalSeconds * time.TimestampFrequency);
    }
}
