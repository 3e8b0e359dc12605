using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Gateway.DataPath;

/// <summary>
/// Reads ranges of single fragments, verified. A fragment that is missing, damaged, late or on a device that does not answer is replaced by the same range of K others
/// (<see cref="FragmentGather"/>). One that is late goes on being read meanwhile, and what is there first is used. Thread-safe.
/// </summary>
/// <remarks>A read that its device serves from memory costs no timer, no lock and no allocation.</remarks>
internal sealed partial class FragmentReader(
    FragmentAccess access, ReadHedging hedging, BufferPool pool, LateBuffers late, DataPathMetrics metrics, ILogger<FragmentReader> logger)
{
    /// <summary>Watches that are kept for use; more are left to the garbage collector. As many as reads usually wait at once; a guess.</summary>
    private const int IdleWatchesMax = 256;

    private readonly ConcurrentQueue<ReadWatch> _idleWatches = new();

    /// <summary>Fills <paramref name="destination"/> with bytes from <paramref name="offset"/> on of data fragment <paramref name="index"/>.</summary>
    /// <param name="targets">The stripe's group.</param>
    /// <param name="stripe">The stripe.</param>
    /// <param name="index">Data fragment, 0..K−1.</param>
    /// <param name="offset">First byte inside it.</param>
    /// <param name="destination">Borrowed until the call completes.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="StorageException">
    /// TooFewFragments; DeviceUnavailable when it may be read later, from devices that do not answer now or failed to read. The destination's content is undefined then.
    /// </exception>
    public ValueTask ReadAsync(GroupTargets targets, StripeId stripe, int index, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        var first = access.FirstChoice(targets, stripe, index);
        var range = new FragmentRange(targets, stripe, first, offset, destination);
        return access.IsLastChoice(targets, first) ? ReadAroundAsync(range, cancellationToken) : ReadFirstAsync(range, cancellationToken);
    }

    /// <summary>Tells the devices that will be asked for the range that it will be read soon.</summary>
    public void Prefetch(GroupTargets targets, StripeId stripe, int index, int offset, int length)
    {
        var first = access.FirstChoice(targets, stripe, index);
        if (!access.IsLastChoice(targets, first))
        {
            access.Prefetch(targets, new FragmentId(stripe, (byte)first), offset, length);
            return;
        }

        foreach (var member in access.Order(targets, first).AsSpan(0, targets.Group.Profile.DataFragments)) access.Prefetch(targets, new FragmentId(stripe, (byte)member), offset, length);
    }

    /// <summary>A read is late and nothing else may be read for it yet.</summary>
    internal void Denied(in FragmentRange range) => access.Silent(range.Device);

    /// <summary>A gather for a read that is late, or null when the budget or the memory for it is used up. For a device that does not answer there is no budget.</summary>
    internal FragmentGather? TryMakeHedge(in FragmentRange range, CancellationToken cancellationToken)
    {
        if (pool.WaiterCount > 0 || !access.IsLastChoice(range) && !hedging.TrySpend()) return null;
        metrics.Hedged();
        return new FragmentGather(access, hedging, late, range, cancellationToken);
    }

    /// <summary>Runs a gather against the read that is late.</summary>
    internal async Task RunHedgeAsync(FragmentGather hedge, ReadWatch watch)
    {
        await hedge.StartAsync(pool);
        if (await hedge.Completion) watch.OnHedged(hedge);
    }

    private ValueTask ReadFirstAsync(in FragmentRange range, CancellationToken cancellationToken)
    {
        if (!_idleWatches.TryDequeue(out var watch)) watch = new ReadWatch(this, hedging);
        var read = access.ReadAsync(range, watch.Token);
        if (!read.IsCompletedSuccessfully) return FinishAsync(read, range, watch, cancellationToken);
        _idleWatches.Enqueue(watch);
        return read;
    }

    private async ValueTask FinishAsync(ValueTask read, FragmentRange range, ReadWatch watch, CancellationToken cancellationToken)
    {
        FragmentGather? hedge = null;
        try
        {
            FirstRead first;
            FragmentRange? former;
            watch.Begin(range, cancellationToken);
            try
            {
                (first, former) = await TryAsync(read, range, cancellationToken);
            }
            finally
            {
                hedge = watch.End();
            }

            Judge(range, first, watch.Elapsed, hedge);
            if (first == FirstRead.Done) return;
            if (hedge is null && former is { } other)
            {
                await ReadFirstAsync(other, cancellationToken);
                return;
            }

            hedge ??= Gather(range, cancellationToken);
            await GatherAsync(range, hedge, first, cancellationToken);
        }
        finally
        {
            hedge?.Release();
            Return(watch);
        }
    }

    /// <summary>What became of the read, and where else the fragment may be read.</summary>
    private async ValueTask<(FirstRead First, FragmentRange? Former)> TryAsync(ValueTask read, FragmentRange range, CancellationToken cancellationToken)
    {
        try
        {
            await read;
            return (FirstRead.Done, null);
        }
        catch (StorageException exception)
        {
            var former = access.Failed(range, exception.Code);
            return (FragmentAccess.MayBeReadLater(exception.Code) ? FirstRead.Unanswered : FirstRead.Missing, former);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (FirstRead.Silent, access.AtFormer(range));
        }
    }

    /// <summary>What the read says of its device, and of how long reads take.</summary>
    private void Judge(in FragmentRange range, FirstRead first, TimeSpan elapsed, FragmentGather? hedge)
    {
        var isRead = first == FirstRead.Done;
        if (first == FirstRead.Silent && elapsed >= hedging.SlowMin) access.Silent(range.Device);
        hedging.Began();
        if (isRead) hedging.Ended(range.Destination.Length, elapsed);
        var isHedgeFaster = hedge?.Completion is { IsCompletedSuccessfully: true, Result: true };
        var others = isHedgeFaster ? hedge!.Elapsed : hedging.DelayFor(range.Destination.Length);
        if (!isRead && isHedgeFaster) metrics.HedgeWon();
        if (!isRead && !isHedgeFaster && elapsed < hedging.Timeout) return;
        if (hedging.IsSlow(elapsed, others)) access.Slow.Late(range.Device);
        else if (isRead) access.Slow.InTime(range.Device);
    }

    private FragmentGather Gather(in FragmentRange range, CancellationToken cancellationToken)
    {
        var gather = new FragmentGather(access, hedging, late, range, cancellationToken);
        _ = gather.StartAsync(pool);
        return gather;
    }

    private async ValueTask GatherAsync(FragmentRange range, FragmentGather gather, FirstRead first, CancellationToken cancellationToken)
    {
        var isComplete = await gather.Completion;
        cancellationToken.ThrowIfCancellationRequested();
        if (!isComplete) throw TooFewFragments(range, gather.FoundCount, gather.UnansweredCount + (first is FirstRead.Unanswered or FirstRead.Silent ? 1 : 0));
        gather.Decode();
        metrics.FragmentReconstructed();
    }

    /// <summary>The first choice is the last: it is read only when the others do not suffice. Now and then it is probed, by reading the same range that others are read for.</summary>
    private async ValueTask ReadAroundAsync(FragmentRange range, CancellationToken cancellationToken)
    {
        if (access.Slow.TryBeginProbe(range.Device)) _ = ProbeAsync(range with { Destination = new byte[range.Destination.Length] });
        if (access.AtFormer(range) is { } former)
        {
            await ReadFormerAsync(range, former, cancellationToken);
            return;
        }

        var gather = Gather(range, cancellationToken);
        try
        {
            if (await gather.Completion)
            {
                gather.Decode();
                metrics.FragmentReconstructed();
                return;
            }
        }
        finally
        {
            gather.Release();
        }

        await ReadFirstAsync(range, cancellationToken);
    }

    private async ValueTask ReadFormerAsync(FragmentRange range, FragmentRange former, CancellationToken cancellationToken)
    {
        try
        {
            await ReadFirstAsync(former, cancellationToken);
            return;
        }
        catch (StorageException)
        {
            // Neither there nor from the others: what is left is the member itself.
        }

        await ReadFirstAsync(range, cancellationToken);
    }

    private async Task ProbeAsync(FragmentRange range)
    {
        var started = hedging.Time.GetTimestamp();
        var isRead = false;
        try
        {
            using var timeout = new CancellationTokenSource(hedging.Timeout, hedging.Time);
            await access.ReadAsync(range, timeout.Token);
            isRead = true;
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            // Not in time.
        }
        finally
        {
            access.Slow.EndProbe(range.Device, isRead && !hedging.IsSlow(hedging.Time.GetElapsedTime(started), hedging.DelayFor(range.Destination.Length)));
        }
    }

    private void Return(ReadWatch watch)
    {
        if (_idleWatches.Count < IdleWatchesMax && watch.TryReset()) _idleWatches.Enqueue(watch);
        else watch.Dispose();
    }

    private StorageException TooFewFragments(in FragmentRange range, int found, int unanswered)
    {
        var group = range.Targets.Group;
        Log.TooFewFragments(logger, range.Stripe, group.Id, found, group.Profile, unanswered);
        return found + unanswered < group.Profile.DataFragments
            ? new StorageException(StorageErrorCode.TooFewFragments, $"Of stripe {range.Stripe} only {found} fragments could be read.")
            : new StorageException(StorageErrorCode.DeviceUnavailable, $"Of stripe {range.Stripe} only {found} fragments can be read now; {unanswered} devices do not answer, or cannot read theirs.");
    }

    /// <summary>What became of the read of the first choice.</summary>
    private enum FirstRead
    {
        /// <summary>Read and verified.</summary>
        Done,

        /// <summary>The device does not have it, or has it damaged.</summary>
        Missing,

        /// <summary>The device may have it and cannot be asked.</summary>
        Unanswered,

        /// <summary>The device may have it and had not answered when others were faster, or time was up.</summary>
        Silent,
    }
}
