namespace ObjectStore.Core.Fragments;

/// <summary>Capacity and health of a device at one moment.</summary>
/// <param name="CapacityBytes">Bytes that the device may use in all.</param>
/// <param name="FreeBytes">Bytes that new fragments may still take; the reserve is not among them.</param>
/// <param name="LiveBytes">Bytes of records that are neither deleted nor replaced.</param>
/// <param name="FragmentCount">Live fragments.</param>
/// <param name="IsWritable">False once the device is full, has failed or is closing.</param>
public sealed record DeviceStatus(long CapacityBytes, long FreeBytes, long LiveBytes, long FragmentCount, bool IsWritable)
{
    /// <summary>Whether a write or flush has failed, so that it takes no more until it is opened again; what it holds can be read.</summary>
    public bool HasFailed { get; init; }
}
