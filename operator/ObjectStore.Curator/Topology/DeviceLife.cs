using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>The states of one device: <c>active → suspect → down → out</c> and <c>draining → drained</c>. Pure.</summary>
internal static class DeviceLife
{
    /// <summary>The device after it answered. It takes up where it was, whatever it was held to be; one that is leaving goes on leaving.</summary>
    public static Device Answered(Device device, DateTimeOffset now) => device.State switch
    {
        DeviceState.Suspect or DeviceState.Down or DeviceState.Out => Enter(device, device.IsLeaving ? DeviceState.Draining : DeviceState.Active, now),
        _ => device,
    };

    /// <summary>The device after it did not answer.</summary>
    /// <param name="device">The device.</param>
    /// <param name="silence">How long this process has waited for an answer.</param>
    /// <param name="mayBeGivenUp">Whether <c>out</c> is allowed.</param>
    /// <param name="now">The time.</param>
    /// <param name="options">The periods.</param>
    public static Device Silent(Device device, TimeSpan silence, bool mayBeGivenUp, DateTimeOffset now, TopologyOptions options) => device.State switch
    {
        DeviceState.Active or DeviceState.Draining when silence >= options.SuspectAfter => Enter(device, DeviceState.Suspect, now),
        DeviceState.Suspect when silence >= options.DownAfter => Enter(device, DeviceState.Down, now),

        // A curator that has just begun must have heard the silence itself: the device may have been back meanwhile.
        DeviceState.Down when mayBeGivenUp && silence >= options.SuspectAfter && DownFor(device, silence, now) >= options.DownOutInterval => Enter(device, DeviceState.Out, now),
        _ => device,
    };

    /// <summary>The device that is down from when what kept it from being given up has ended.</summary>
    public static Device WaitAnew(Device device, DateTimeOffset now) => Enter(device, DeviceState.Down, now);

    /// <summary>The device after it has said for a while that its writes fail: it is emptied, as if an operator had asked for it, until one says that it is to be kept.</summary>
    public static Device Failed(Device device, DateTimeOffset now) => device.State == DeviceState.Active ? Enter(device, DeviceState.Draining, now) with { IsLeaving = true } : device;

    /// <summary>The draining device once nothing is left on it.</summary>
    public static Device Emptied(Device device, DateTimeOffset now) => device.State == DeviceState.Draining ? Enter(device, DeviceState.Drained, now) : device;

    private static TimeSpan DownFor(Device device, TimeSpan silence, DateTimeOffset now) => device.Since == DateTimeOffset.UnixEpoch ? silence : now - device.Since;

    private static Device Enter(Device device, DeviceState state, DateTimeOffset now) =>
        device with { State = state, Since = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()) };
}
