using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Devices;

/// <summary>What one gateway holds of devices at the moment: those that it leaves out or reads last.</summary>
/// <param name="Reporter">Name of the gateway.</param>
/// <param name="At">When it looked. Repeated every <see cref="Period"/> while a device is named, so that an older report says nothing of the present.</param>
/// <param name="SlowReads">Devices that give fragments much later than others.</param>
/// <param name="SlowWrites">Devices that store fragments much later than others.</param>
/// <param name="Silent">Devices that do not answer it, or only after seconds.</param>
public sealed record DeviceReport(string Reporter, DateTimeOffset At, IReadOnlyList<DeviceId> SlowReads, IReadOnlyList<DeviceId> SlowWrites, IReadOnlyList<DeviceId> Silent)
{
    /// <summary>How long a report is good for, at least.</summary>
    public static TimeSpan Period { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether nothing is wrong with any device.</summary>
    public bool IsClean => SlowReads.Count + SlowWrites.Count + Silent.Count == 0;

    /// <summary>Whether two reports say the same of every device.</summary>
    public bool SaysAs(DeviceReport other) =>
        SlowReads.ToHashSet().SetEquals(other.SlowReads) && SlowWrites.ToHashSet().SetEquals(other.SlowWrites) && Silent.ToHashSet().SetEquals(other.Silent);
}
