using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Hands fragments to devices, and tells placement, metrics and log of those that fail or do not answer. Thread-safe.</summary>
internal sealed partial class FragmentSender(
    IFragmentDevices devices,
    SuspectDevices suspects,
    SlowWrites slow,
    PlacementSelector selector,
    DataPathMetrics metrics,
    DataPathOptions options,
    TimeProvider time,
    ILogger<FragmentSender> logger)
{
    private readonly DueQueue _due = new(Min(options.SlowWriteMin, Min(options.WritePatience, options.WriteTimeout)), time);

    /// <summary>How long a device may take to store a fragment.</summary>
    public TimeSpan Timeout => options.WriteTimeout;

    /// <summary>How long it may take while the others of its stripe are done and something else can be had.</summary>
    public TimeSpan Patience => Min(options.WritePatience, options.WriteTimeout);

    /// <summary>How long it takes until a write may be slow.</summary>
    public TimeSpan SlowMin => Min(options.SlowWriteMin, options.WriteTimeout);

    /// <summary>The clock of the deadlines.</summary>
    public TimeProvider Time => time;

    /// <summary>Calls the stripe when one of its writes may be slow, or it may be time to do without.</summary>
    public void Watch(StripePut put) => _due.Enter(put);

    /// <summary>Stores a fragment; not cancelled, because its buffer is borrowed by the device until it answers, and a stripe that was sent is cheaper finished than found again.</summary>
    /// <exception cref="StorageException">As of the device; DeviceUnavailable also for one that is suspect, which is not asked.</exception>
    public ValueTask PutAsync(DeviceId id, FragmentWrite fragment)
    {
        if (suspects.Contains(id)) throw NoAnswer(id);
        var device = devices.Find(id) ?? throw new StorageException(StorageErrorCode.DeviceUnavailable, $"Device {id} cannot be reached.");
        return device.PutAsync(fragment, CancellationToken.None);
    }

    /// <summary>Deletes fragments that nobody needs; what a device does not delete in time is left to the sweep.</summary>
    public async ValueTask DiscardAsync(DeviceId id, IReadOnlyList<FragmentId> fragments)
    {
        if (devices.Find(id) is not { } device) return;
        try
        {
            if (suspects.Contains(id)) throw NoAnswer(id);
            await device.DeleteAsync(fragments, CancellationToken.None).AsTask().WaitAsync(Patience, time);
        }
        catch (StorageException)
        {
            metrics.DiscardFailed();
        }
        catch (TimeoutException)
        {
            suspects.Ask(id);
            metrics.DiscardFailed();
        }
    }

    /// <summary>A device has stored a fragment, as fast as others.</summary>
    public void InTime(DeviceId device) => slow.InTime(device);

    /// <summary>A device has not stored its fragment when all others of the stripe are stored long since.</summary>
    public void Slow(DeviceId device) => slow.Late(device);

    /// <summary>Whether a stripe of the profile can be stored in the pool without these devices, if need be as copies.</summary>
    public bool CanDoWithout(PlacementTarget target, IReadOnlyList<DeviceId> late) =>
        selector.CanReachQuorumWithout(target, late) || selector.CanReachQuorumWithout(target with { Profile = ErasureProfile.Replicated }, late);

    /// <summary>A device did not take a fragment.</summary>
    public void Failed(DeviceId device, StorageException exception)
    {
        selector.ReportFailure(device);
        if (exception.Code == StorageErrorCode.DeviceFull) selector.ReportFull(device);
        metrics.FragmentWriteFailed(exception.Code);
        if (!suspects.Contains(device)) Log.FragmentWriteFailed(logger, device, exception.Code, exception);
    }

    /// <summary>A device has not answered within the deadline.</summary>
    public StorageException Late(DeviceId device)
    {
        var exception = NoAnswer(device);
        suspects.Add(device);
        Failed(device, exception);
        return exception;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static StorageException NoAnswer(DeviceId device) => new(StorageErrorCode.DeviceUnavailable, $"Device {device} does not answer.");
}
