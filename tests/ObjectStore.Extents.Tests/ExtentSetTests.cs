using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Extents;
using ObjectStore.Testing.Devices;

namespace ObjectStore.Extents.Tests;

public sealed class ExtentSetTests
{
    /// <summary>With extents of 8 MiB, a sixteenth would not hold the record of a whole fragment, and the appender could not go on.</summary>
    [Fact]
    public void TryCreate_ForCompactionWithLittleSpaceLeft_GivesNoExtentThatIsTooShort()
    {
        const long BytesMin = (1 << 20) + (64 << 10);
        var options = new ExtentsOptions { ExtentBytes = 8 << 20, CapacityBytes = (2 * (8 << 20)) + (2 << 20) + (900 << 10) };
        var extents = new ExtentSet(new SimulatedDevice(seed: 1), DeviceId.New(), options, TimeProvider.System);
        extents.SetCapacity();

        var made = new List<long>();
        while (extents.TryCreate(SpaceClaim.Compaction, BytesMin) is { } extent) made.Add(extent.AllocatedBytes);
        extents.Close();

        Assert.Equal([8 << 20, 8 << 20, (2 << 20) + (512 << 10)], made);
    }
}
