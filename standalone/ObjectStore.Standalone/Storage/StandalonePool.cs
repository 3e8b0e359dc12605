namespace ObjectStore.Standalone.Storage;

/// <summary>A further storage pool on the machine: devices of its own in every zone, in <c>pools/NAME</c> of the data directory.</summary>
public sealed class StandalonePool
{
    /// <summary>Devices (folders) in each zone, 1 to 64.</summary>
    public int DevicesPerZone { get; set; } = 2;

    /// <summary>Erasure profile of all but small objects.</summary>
    public string ErasureProfile { get; set; } = "4+2";
}
