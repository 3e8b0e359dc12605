using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>
/// The fragments of one stripe on their way to the devices of one placement group. <see cref="Quorum"/> tells as soon as it is known whether
/// the write quorum is reached; stragglers go on, and <see cref="Finished"/> completes when no fragment needs the buffer any more.
/// </summary>
/// <remarks>
/// Invariants: Quorum completes before or together with Finished; neither ever faults; a fragment counts as durable only after its device said so.
/// </remarks>
internal sealed class StripePut
{
    private readonly GroupTargets _targets;
    private readonly StripeId _stripe;
    private readonly StripeLayout _layout;
    private readonly TaskCompletionSource<bool> _quorum = new();
    private readonly TaskCompletionSource _finished = new();
    private readonly Lock _lock = new();
    private uint _durable;
    private int _pending;
    private StorageException? _firstFailure;

    private StripePut(GroupTargets targets, StripeId stripe, StripeLayout layout)
    {
        _targets = targets;
        _stripe = stripe;
        _layout = layout;
        _pending = layout.Profile.FragmentCount;
    }

    /// <summary>True when enough fragments are durable; false when all have ended and they are not enough.</summary>
    public Task<bool> Quorum => _quorum.Task;

    /// <summary>Completes when every fragment has ended, one way or the other.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Bit i is set when fragment i is durable. Final after <see cref="Finished"/>.</summary>
    public uint Durable => Volatile.Read(ref _durable);

    /// <summary>Whether every fragment is durable by now.</summary>
    public bool IsWhole => Durable == (uint)((1UL << _layout.Profile.FragmentCount) - 1);

    /// <summary>What the first device that failed said, or null.</summary>
    public StorageException? FirstFailure => Volatile.Read(ref _firstFailure);

    /// <summary>Sends all fragments at once.</summary>
    /// <param name="devices">Where members are looked up.</param>
    /// <param name="targets">The group.</param>
    /// <param name="stripe">Id of the stripe.</param>
    /// <param name="layout">Profile and lengths.</param>
    /// <param name="bytes">The encoded stripe (with K=1 the data alone: every copy is the same bytes). Borrowed until <see cref="Finished"/>.</param>
    /// <param name="owner">A formatted owner, borrowed as long.</param>
    /// <param name="onFailure">Told of every device that failed.</param>
    public static StripePut Start(
        IFragmentDevices devices,
        GroupTargets targets,
        StripeId stripe,
        StripeLayout layout,
        ReadOnlyMemory<byte> bytes,
        ReadOnlyMemory<byte> owner,
        Action<DeviceId, StorageException> onFailure)
    {
        var put = new StripePut(targets, stripe, layout);
        for (var i = 0; i < layout.Profile.FragmentCount; i++)
        {
            var offset = layout.Profile.DataFragments == 1 ? 0 : i * layout.FragmentBytes;
            _ = put.SendAsync(devices, i, bytes.Slice(offset, layout.FragmentBytes), owner, onFailure);
        }

        return put;
    }

    // Nobody awaits the task: what becomes of the fragment shows in Quorum and Finished, whatever the device threw.
    private async Task SendAsync(
        IFragmentDevices devices, int index, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> owner, Action<DeviceId, StorageException> onFailure)
    {
        var id = _targets.Group.Devices[index];
        var isDurable = false;
        StorageException? failure = null;
        try
        {
            var device = devices.Find(id) ?? throw new StorageException(StorageErrorCode.DeviceUnavailable, $"Device {id} cannot be reached.");
            var write = new FragmentWrite(
                new FragmentId(_stripe, (byte)index), _targets.Group.Id, _targets.Group.Epoch, _layout.Profile, _layout.DataBytes, owner, payload);

            // Not cancelled: the buffer is borrowed by the device until it answers, and a stripe that was sent is cheaper finished than found again.
            await device.PutAsync(write, CancellationToken.None);
            isDurable = true;
        }
        catch (StorageException exception)
        {
            failure = exception;
            onFailure(id, exception);
        }
        finally
        {
            Complete(index, isDurable, failure);
        }
    }

    private void Complete(int index, bool isDurable, StorageException? failure)
    {
        bool isReached, isLast;
        lock (_lock)
        {
            if (isDurable) _durable |= 1u << index;
            _firstFailure ??= failure;
            isLast = --_pending == 0;
            isReached = !_quorum.Task.IsCompleted && WriteQuorum.IsReached(_targets.Zones, _durable, _layout.Profile.DataFragments);
        }

        if (isReached) _quorum.TrySetResult(true);
        if (!isLast) return;
        _quorum.TrySetResult(false);
        _finished.TrySetResult();
    }
}
