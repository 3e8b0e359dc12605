using ObjectStore.Core.Errors;
using ObjectStore.Core.Stripes;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>Writes while the map says that a zone is lost: to groups over what is left, with the promise of the profile, and back again.</summary>
public sealed class StandInTests
{
    private static readonly ErasureProfile FourPlusTwo = new(4, 2);
    private static readonly ErasureProfile TwoPlusTwo = new(2, 2);

    [Theory]
    [InlineData(DeviceState.Suspect)]
    [InlineData(DeviceState.Down)]
    public async Task WriteAsync_ZoneIsLost_StandInsBearTheLossOfAnother(DeviceState state)
    {
        using var fixture = new DataPathFixture();
        var bytes = RandomBytes((9 << 20) + 1);
        LoseZone(fixture, "a", state);

        var large = await fixture.WriteAsync(bytes);
        var small = await fixture.WriteAsync(bytes[..1000]);

        Assert.All(large, run => Assert.Equal(TwoPlusTwo, run.Profile));
        Assert.Equal(new FaultTolerance(Zones: 1, Nodes: 1, Devices: 2), FaultTolerance.OfWrites(fixture.Selector.Map, FourPlusTwo));
        Assert.Equal(new FaultTolerance(Zones: 1, Nodes: 1, Devices: 2), FaultTolerance.OfWrites(fixture.Selector.Map, ErasureProfile.Replicated));
        foreach (var lost in new[] { "b", "c" })
        {
            var gone = fixture.DevicesIn("a").Concat(fixture.DevicesIn(lost)).ToArray();
            foreach (var device in fixture.Devices) device.ReadFailure = gone.Contains(device) ? StorageErrorCode.DeviceUnavailable : null;
            Assert.Equal(bytes, await fixture.ReadAsync(large, 0, bytes.Length));
            Assert.Equal(bytes[..1000], await fixture.ReadAsync(small, 0, 1000));
        }
    }

    [Fact]
    public async Task WriteAsync_ZoneIsBack_UsesItsGroupsAgain()
    {
        using var fixture = new DataPathFixture();
        var before = fixture.Selector.Map.Devices;
        LoseZone(fixture, "b", DeviceState.Down);
        var during = await fixture.WriteAsync(RandomBytes(1 << 20));

        fixture.ChangeMap(map => new ClusterMap(map.Epoch, before, map.Groups));

        Assert.Equal(TwoPlusTwo, Assert.Single(during).Profile);
        for (var i = 0; i < 50; i++) Assert.Equal(FourPlusTwo, Assert.Single(await fixture.WriteAsync(RandomBytes(1 << 20))).Profile);
    }

    /// <summary>An upload of hours must neither fail when a zone is lost on the way nor go on as copies for the rest of it.</summary>
    [Fact]
    public async Task WriteAsync_ZoneIsLostDuringAnUpload_GoesOnInStandIns()
    {
        using var fixture = new DataPathFixture();
        var bytes = RandomBytes(40 << 20);
        var source = new ScriptedSource(bytes) { OnReach = (12 << 20, () => LoseZone(fixture, "c", DeviceState.Suspect)) };

        var runs = await fixture.Data.WriteAsync(source, DataPathFixture.Owner, pool: null, TestContext.Current.CancellationToken);

        Assert.Equal(FourPlusTwo, runs[0].Profile);
        Assert.Equal(TwoPlusTwo, runs[^1].Profile);
        Assert.True(runs.Where(run => run.Profile == ErasureProfile.Replicated).Sum(run => run.Bytes) <= 12 << 20);
        Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));
    }

    private static void LoseZone(DataPathFixture fixture, string zone, DeviceState state) => fixture.ChangeMap(map => PlacementPlanner.Plan(
        new ClusterMap(map.Epoch, [.. map.Devices.Select(device => device.Zone.Value == zone ? device with { State = state } : device)], map.Groups),
        new PlacementRequirements { Profiles = [FourPlusTwo, ErasureProfile.Replicated] }));

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
