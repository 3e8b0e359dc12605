using System.Numerics;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

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
        return !IsUsable(targets.Group.Devices[member]);
    }

    /// <summary>Whether that has become so for a read that is under way.</summary>
    public bool IsLastChoice(in FragmentRange range) => !IsUsable(range.Device);

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

    /// <summary>Reads a range of one fragment, as the device does. What it refuses at once fails in the task, too, so that it is read elsewhere.</summary>
    public ValueTask ReadAsync(in FragmentRange range, CancellationToken cancellationToken)
    {
        try
        {
            return devices.Find(range.Device) is { } device
                ? device.ReadAsync(range.Fragment, range.Offset, range.Destination, cancellationToken)
                : ValueTask.FromException(new StorageException(StorageErrorCode.DeviceUnavailable, $"Device {range.Device} cannot be reached."));
        }
        catch (StorageException exception)
        {
            return ValueTask.FromException(exception);
        }
    }

    /// <summary>Announces a read.</summary>
    public void Prefetch(GroupTargets targets, FragmentId fragment, int offset, int length) =>
        devices.Find(targets.Group.Devices[fragment.Index])?.Prefetch(fragment, offset, length);

    /// <summary>The same range where the member's fragments lay before, if something may still be there and the device answers.</summary>
    public FragmentRange? AtFormer(in FragmentRange range) =>
        !range.IsAtFormer && range.Targets.Formers?[range.Member] is { } former && IsUsable(former) ? range with { IsAtFormer = true } : null;

    /// <summary>
    /// A fragment could not be read. Gives the same range where it may be read instead; otherwise, and when it is damaged, repair is told of one that is not as it should be.
    /// </summary>
    public FragmentRange? Failed(in FragmentRange range, StorageErrorCode code)
    {
        var other = AtFormer(range);
        if (other is not null && code != StorageErrorCode.CorruptFragment) return other;
        metrics.FragmentReadFailed(code);
        Log.FragmentReadFailed(logger, range.Fragment, range.Device, code);
        if (code is StorageErrorCode.FragmentNotFound or StorageErrorCode.CorruptFragment) damageReports.Report(range.Fragment, range.Targets.Group.Id);
        return other;
    }

    /// <summary>
    /// Whether a device that failed so may have the fragment all the same: it was not reached, or its disk failed to read, which a second try, a restart or another cable may mend. One
    /// that does not know the fragment, or has it damaged, has none.
    /// </summary>
    public static bool MayBeReadLater(StorageErrorCode code) => code is StorageErrorCode.DeviceUnavailable or StorageErrorCode.Overloaded or StorageErrorCode.DeviceFailed;

    /// <summary>A device is asked for a fragment and has not answered for long: it is found out whether it answers at all.</summary>
    public void Silent(DeviceId device) => suspects.Ask(device);

    private bool IsUsable(DeviceId device) => !slow.Contains(device) && !suspects.Contains(device) && devices.Find(device) is not null;
}
