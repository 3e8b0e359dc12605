namespace ObjectStore.Placement;

/// <summary>Until when a device is left alone. Thread-safe.</summary>
internal sealed class DeviceAvoidance
{
    private long _untilTimestamp = long.MinValue;

    public bool IsOn(long now) => Volatile.Read(ref _untilTimestamp) > now;

    /// <summary>The last report wins; two at the same moment differ by nothing that matters.</summary>
    public void Extend(long untilTimestamp) => Volatile.Write(ref _untilTimestamp, untilTimestamp);
}
