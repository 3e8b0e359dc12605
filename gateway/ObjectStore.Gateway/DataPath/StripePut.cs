using System.Numerics;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>
/// The fragments of one stripe on their way to the devices of one placement group. <see cref="Quorum"/> tells as soon as it is known whether
/// the write quorum is reached; stragglers go on until the deadline, after which a fragment counts as failed: then <see cref="Settled"/> completes. The deadline is short
/// for a few that keep waiting what can be had elsewhere, and long when most are late: then it is no device's fault.
/// <see cref="Finished"/> completes when no device needs the buffer any more, which with one that hangs may be much later.
/// </summary>
/// <remarks>
/// Invariants: Quorum completes before Settled; none of the three ever faults; a fragment counts as durable only after its device said so, in time.
/// </remarks>
internal sealed class StripePut
{
    private readonly FragmentSender _sender;
    private readonly GroupTargets _targets;
    private readonly StripeId _stripe;
    private readonly StripeLayout _layout;
    private readonly TaskCompletionSource<bool> _quorum = new();
    private readonly TaskCompletionSource _settled = new();
    private readonly TaskCompletionSource _finished = new();
    private readonly Lock _lock = new();
    private readonly long _startedAt;
    private ITimer? _timer;
    private uint _durable;
    private uint _judged;
    private uint _slow;
    private TimeSpan _lastDurableAt;
    private int _running;
    private StorageException? _firstFailure;

    private StripePut(FragmentSender sender, GroupTargets targets, StripeId stripe, StripeLayout layout)
    {
        _sender = sender;
        _targets = targets;
        _stripe = stripe;
        _layout = layout;
        _running = layout.Profile.FragmentCount;
        _startedAt = sender.Time.GetTimestamp();
    }

    /// <summary>True when enough fragments are durable; false when all have been judged and they are not enough.</summary>
    public Task<bool> Quorum => _quorum.Task;

    /// <summary>Completes when every fragment is durable, failed or late.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Completes when every device has answered, one way or the other, however late.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Bit i is set when fragment i is durable. Final after <see cref="Settled"/>.</summary>
    public uint Durable => Volatile.Read(ref _durable);

    /// <summary>Whether every fragment is durable by now.</summary>
    public bool IsWhole => Durable == All;

    /// <summary>Whether every fragment is durable, failed or late by now.</summary>
    public bool IsSettled => Volatile.Read(ref _judged) == All;

    /// <summary>What the first device that failed said, or null.</summary>
    public StorageException? FirstFailure => Volatile.Read(ref _firstFailure);

    private TimeSpan Elapsed => _sender.Time.GetElapsedTime(_startedAt);

    private uint All => (uint)((1UL << _layout.Profile.FragmentCount) - 1);

    /// <summary>Sends all fragments at once.</summary>
    /// <param name="sender">Knows the devices, and is told of every one that failed.</param>
    /// <param name="targets">The group.</param>
    /// <param name="stripe">Id of the stripe.</param>
    /// <param name="layout">Profile and lengths.</param>
    /// <param name="bytes">The encoded stripe (with K=1 the data alone: every copy is the same bytes). Borrowed until <see cref="Finished"/>.</param>
    /// <param name="owner">A formatted owner, borrowed as long.</param>
    public static StripePut Start(
        FragmentSender sender, GroupTargets targets, StripeId stripe, StripeLayout layout, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> owner)
    {
        var put = new StripePut(sender, targets, stripe, layout);
        sender.Watch(put);
        for (var i = 0; i < layout.Profile.FragmentCount; i++)
        {
            var offset = layout.Profile.DataFragments == 1 ? 0 : i * layout.FragmentBytes;
            _ = put.SendAsync(i, bytes.Slice(offset, layout.FragmentBytes), owner);
        }

        return put;
    }

    /// <summary>Looks for devices that keep the others waiting, and again later as long as there are fragments to wait for.</summary>
    public void OnDue()
    {
        if (IsSettled) return;
        var elapsed = Elapsed;
        uint late;
        bool areOutliers;
        lock (_lock)
        {
            // When most are late, or the last one has only just ended, nobody is slower than the others.
            late = All & ~_judged;
            areOutliers = late != 0 && BitOperations.PopCount(late) <= _layout.Profile.ParityFragments && elapsed >= SlowDevices.Factor * _lastDurableAt;
        }

        if (areOutliers && elapsed >= _sender.SlowMin) TellSlow(late);
        if (elapsed >= _sender.Timeout || areOutliers && elapsed >= _sender.Patience && MayGiveUp(late)) GiveUp(late);
        else WaitForNext(UntilNext(elapsed));
    }

    // Nobody awaits the task: what becomes of the fragment shows in the three completions, whatever the device threw.
    private async Task SendAsync(int index, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> owner)
    {
        var id = _targets.Group.Devices[index];
        var isDurable = false;
        StorageException? failure = null;
        try
        {
            await _sender.PutAsync(id, new FragmentWrite(
                new FragmentId(_stripe, (byte)index), _targets.Group.Id, _targets.Group.Epoch, _layout.Profile, _layout.DataBytes, owner, payload));
            isDurable = true;
        }
        catch (StorageException exception)
        {
            failure = exception;
            _sender.Failed(id, exception);
        }
        finally
        {
            // Before the verdict, so that who waits for that finds the buffer free if it is.
            if (Interlocked.Decrement(ref _running) == 0) _finished.TrySetResult();
            Judge(1u << index, isDurable, failure);
        }
    }

    private void WaitForNext(TimeSpan delay)
    {
        lock (_lock)
        {
            if (IsSettled) return;
            if (_timer is { } timer) timer.Change(delay, Timeout.InfiniteTimeSpan);
            else _timer = _sender.Time.CreateTimer(static put => ((StripePut)put!).OnDue(), this, delay, Timeout.InfiniteTimeSpan);
        }
    }

    private TimeSpan UntilNext(TimeSpan elapsed)
    {
        var next = Min(_sender.SlowMin, _sender.Timeout - elapsed);
        return elapsed < _sender.Patience ? Min(next, _sender.Patience - elapsed) : next;
    }

    private bool MayGiveUp(uint late) => _quorum.Task.IsCompleted || _sender.CanDoWithout(new PlacementTarget(_targets.Group.Pool, _layout.Profile), DevicesOf(late));

    /// <summary>Tells once of devices that still write when the others have long been done.</summary>
    private void TellSlow(uint late)
    {
        uint slow;
        lock (_lock)
        {
            slow = late & ~_slow & ~_judged;
            _slow |= late;
        }

        foreach (var device in DevicesOf(slow)) _sender.Slow(device);
    }

    private void GiveUp(uint late)
    {
        for (; late != 0; late &= late - 1)
        {
            var fragment = BitOperations.TrailingZeroCount(late);
            Judge(1u << fragment, isDurable: false, _sender.Late(_targets.Group.Devices[fragment]));
        }
    }

    private DeviceId[] DevicesOf(uint fragments)
    {
        var devices = new DeviceId[BitOperations.PopCount(fragments)];
        for (var i = 0; fragments != 0; fragments &= fragments - 1) devices[i++] = _targets.Group.Devices[BitOperations.TrailingZeroCount(fragments)];
        return devices;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>The first verdict on a fragment counts: what becomes durable after it was given up is found by the sweep or is of use to repair.</summary>
    private void Judge(uint fragment, bool isDurable, StorageException? failure)
    {
        bool isReached, isLast, isSlow;
        lock (_lock)
        {
            if ((_judged & fragment) != 0) return;
            _judged |= fragment;
            if (isDurable) (_durable, _lastDurableAt) = (_durable | fragment, Elapsed);
            isSlow = (_slow & fragment) != 0;
            _firstFailure ??= failure;
            isLast = _judged == All;
            isReached = !_quorum.Task.IsCompleted && WriteQuorum.IsReached(_targets.Zones, _durable, _layout.Profile.DataFragments);
        }

        if (isDurable && !isSlow) _sender.InTime(_targets.Group.Devices[BitOperations.TrailingZeroCount(fragment)]);
        if (isReached) _quorum.TrySetResult(true);
        if (!isLast) return;
        _timer?.Dispose();
        _quorum.TrySetResult(false);
        _settled.TrySetResult();
    }
}
