using System.Numerics;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Single fragments on single devices: which to read first, reading them, and telling of those that could not be read. Thread-safe.</summary>
internal sealed partial class FragmentAccess(
    IFragmentDevices devices, SuspectDevices suspects, SlowDevices slow, IDamageReports damageReports, DataPathMetrics metrics, ILogger<FragmentAccess> logger)
{
    /// <summary>Devices whose reads are late.</summary>
    public SlowDevices Slow => slow;

    /// <summary>
    /// The member to read first for data fragment <paramref name="index"/>. With K=1 any copy serves: the one in the own zone, otherwise they take turns by stripe, always
    /// the same one for a stripe so that it is cached once.
    /// </summary>
    public int FirstChoice(GroupTargets targets, StripeId stripe, int index)
    {
        if (targets.Group.Profile.DataFragments > 1) return index;
        var count = targets.Zones.Length;
        var near = targets.Near & ~targets.Away;
        var first = near != 0 ? BitOperations.TrailingZeroCount(near) : (int)((stripe.High ^ stripe.Low >> 32) % (uint)count);
        for (var i = 0; i < count; i++)
        {
            var member = (first + i) % count;
            if (!IsLastChoice(targets, member)) return member;
        }

        return first;
    }

    /// <summary>Whether everything else comes before this member: it does not answer, or late.</summary>
    public bool IsLastChoice(GroupTargets targets, int member)
    {
        if ((targets.Away >> member & 1) != 0) return true;
        var device = targets.Group.Devices[member];
        return slow.Contains(device) || suspects.Contains(device) || devices.Find(device) is null;
    }

    /// <summary>The members but one in the order in which they are to be read: own zone before others, those that do not answer or late last.</summary>
    public int[] Order(GroupTargets targets, int without)
    {
        var count = targets.Zones.Length;
        Span<int> ranks = stackalloc int[count];
        var order = new int[count - 1];
        var length = 0;
        for (var member = 0; member < count; member++)
        {
            if (member == without) continue;
            var isNear = (targets.Near >> member & 1) != 0;
            ranks[length] = (IsLastChoice(targets, member) ? 2 * count : isNear ? 0 : count) + member;
            order[length++] = member;
        }

        ranks[..length].Sort(order);
        return order;
    }

    /// <summary>Reads a range of one fragment, as the device does.</summary>
    public ValueTask ReadAsync(GroupTargets targets, FragmentId fragment, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var id = targets.Group.Devices[fragment.Index];
        return devices.Find(id) is { } device
            ? device.ReadAsync(fragment, offset, destination, cancellationToken)
            : ValueTask.FromException(new StorageException(StorageErrorCode.DeviceUnavailable, $"Device {id} cannot be reached."));
    }

    /// <summary>Announces a read.</summary>
    public void Prefetch(GroupTargets targets, FragmentId fragment, int offset, int length) =>
        devices.Find(targets.Group.Devices[fragment.Index])?.Prefetch(fragment, offset, length);

    /// <summary>A fragment could not be read; repair is told of one that is missing or damaged.</summary>
    public void Failed(PlacementGroup group, FragmentId fragment, StorageErrorCode code)
    {
        metrics.FragmentReadFailed(code);
        Log.FragmentReadFailed(logger, fragment, group.Devices[fragment.Index], code);
        if (code is StorageErrorCode.FragmentNotFound or StorageErrorCode.CorruptFragment) damageReports.Report(fragment, group.Id);
    }
}
