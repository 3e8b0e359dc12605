using System.Numerics;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Index.Objects;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>Zones: which copy is read, and what is stored where when one is gone.</summary>
public sealed class ZoneTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public async Task ReadAsync_SmallObjects_ReadsTheCopyInTheOwnZone(string zone)
    {
        using var fixture = new DataPathFixture(options: new DataPathOptions { Zone = zone }, time: new ManualTimeProvider());
        List<StripeRun> runs = [];
        for (var i = 0; i < 30; i++) runs.AddRange(await fixture.WriteAsync(new byte[1000]));
        await WholeAsync(fixture, 90);

        foreach (var run in runs) await fixture.ReadAsync([run], 0, 1000);

        Assert.Equal(30, ReadsIn(fixture, zone));
        Assert.Equal(30, fixture.Devices.Sum(device => device.ReadCount));
    }

    [Fact]
    public async Task ReadAsync_NoZoneIsNamed_SpreadsOverAllCopies()
    {
        using var fixture = new DataPathFixture();
        List<StripeRun> runs = [];
        for (var i = 0; i < 60; i++) runs.AddRange(await fixture.WriteAsync(new byte[1000]));
        await WholeAsync(fixture, 180);

        foreach (var run in runs) await fixture.ReadAsync([run], 0, 1000);

        foreach (var zone in "abc") Assert.NotEqual(0, ReadsIn(fixture, $"{zone}"));
    }

    [Fact]
    public async Task ReadAsync_OwnZoneIsGone_ReadsAnotherCopyWithoutAnError()
    {
        using var fixture = new DataPathFixture(options: new DataPathOptions { Zone = "a" }, time: new ManualTimeProvider());
        var runs = await fixture.WriteAsync(new byte[1000]);
        await WholeAsync(fixture, 3);
        foreach (var device in DevicesIn(fixture, "a")) fixture.Remove(device.Id);

        Assert.Equal(new byte[1000], await fixture.ReadAsync(runs, 0, 1000));

        Assert.Equal(1, fixture.Devices.Sum(device => device.ReadCount));
    }

    [Fact]
    public async Task ReadAsync_FragmentIsMissing_RebuildsFromTheOwnZoneFirst()
    {
        using var fixture = new DataPathFixture(options: new DataPathOptions { Zone = "b" }, time: new ManualTimeProvider());
        var run = Assert.Single(await fixture.WriteAsync(new byte[1 << 18]));
        var targets = fixture.Groups.Get(run.Group);
        var missing = Enumerable.Range(0, 4).First(member => targets.Zones[member].Value != "b");
        fixture.Remove(targets.Group.Devices[missing]);

        await fixture.ReadAsync([run], missing * (64L << 10), 1000);

        Assert.Equal(2, ReadsIn(fixture, "b"));
        Assert.Equal(4, fixture.Devices.Sum(device => device.ReadCount));
    }

    /// <summary>
    /// Goal: whatever devices fail, a stripe is acknowledged exactly when any one zone may be lost afterwards. Method: every set of failing devices of a group, over profiles and
    /// numbers of zones, with the rule counted out by hand.
    /// </summary>
    [Theory]
    [InlineData("1+2", 3, 1)]
    [InlineData("1+2", 2, 2)]
    [InlineData("1+1", 2, 2)]
    [InlineData("2+1", 3, 1)]
    [InlineData("2+2", 2, 2)]
    [InlineData("4+2", 3, 2)]
    [InlineData("4+2", 6, 1)]
    [InlineData("4+4", 4, 2)]
    [InlineData("5+3", 4, 2)]
    [InlineData("3+2", 1, 5)]
    public async Task Quorum_AnySetOfDevicesFails_IsReachedExactlyWhenAnyZoneMayBeLost(string name, int zones, int devicesPerZone)
    {
        Assert.True(ErasureProfile.TryParse(name, out var profile));
        using var fixture = new DataPathFixture(options: new DataPathOptions { ErasureProfile = name, WriteTimeout = TimeSpan.FromMinutes(1) }, zones: zones, devicesPerZone: devicesPerZone);
        var targets = fixture.Groups.Get(fixture.Selector.Map.Groups.First(group => group.Profile == profile).Id);
        var devices = targets.Group.Devices.Select(id => fixture.Devices.Single(device => device.Id == id)).ToArray();
        var layout = new StripeLayout(profile, 1000);
        var bytes = new byte[layout.TotalBytes];
        for (uint failing = 0; failing < 1u << devices.Length; failing++)
        {
            for (var i = 0; i < devices.Length; i++) devices[i].PutFailure = (failing >> i & 1) != 0 ? StorageErrorCode.DeviceUnavailable : null;

            var put = StripePut.Start(fixture.Sender, targets, StripeId.New(DateTimeOffset.UnixEpoch), layout, bytes, DataPathFixture.Owner.Format());
            var isReached = await put.Quorum;
            await put.Settled;

            var durable = Enumerable.Range(0, devices.Length).Where(i => (failing >> i & 1) == 0).ToArray();
            var mayLoseAnyZone = targets.Zones.Distinct().All(lost => durable.Count(i => targets.Zones[i] != lost) >= profile.DataFragments);
            Assert.Equal(zones == 1 ? failing == 0 : mayLoseAnyZone, isReached);
            Assert.Equal(devices.Length - BitOperations.PopCount(failing), BitOperations.PopCount(put.Durable));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task WriteAsync_AnyZoneIsGone_GoesOnAndSurvivesAnother(int zones)
    {
        using var fixture = new DataPathFixture(zones: zones);
        var bytes = new byte[(5 << 20) + 1];
        new Random(zones).NextBytes(bytes);
        for (var gone = 0; gone < zones; gone++)
        {
            foreach (var device in DevicesIn(fixture, Zone(gone))) device.PutFailure = StorageErrorCode.DeviceUnavailable;

            var large = await fixture.WriteAsync(bytes);
            var small = await fixture.WriteAsync(bytes[..1000]);

            foreach (var device in DevicesIn(fixture, Zone(gone))) (device.PutFailure, device.ReadFailure) = (null, StorageErrorCode.DeviceUnavailable);
            for (var lost = 0; lost < zones; lost++)
            {
                if (lost == gone) continue;
                foreach (var device in DevicesIn(fixture, Zone(lost))) device.ReadFailure = StorageErrorCode.DeviceUnavailable;
                foreach (var device in DevicesIn(fixture, Zone(gone))) device.ReadFailure = null;
                Assert.Equal(bytes, await fixture.ReadAsync(large, 0, bytes.Length));
                Assert.Equal(bytes[..1000], await fixture.ReadAsync(small, 0, 1000));
                foreach (var device in DevicesIn(fixture, Zone(lost))) device.ReadFailure = null;
            }
        }
    }

    [Fact]
    public async Task WriteAsync_DeviceFails_StoresTheWholeStripeInAnotherGroupUnderAnotherId()
    {
        using var fixture = new DataPathFixture(devicesPerZone: 3);
        fixture.Devices[4].PutFailure = StorageErrorCode.DeviceFailed;
        for (var i = 0; i < 20; i++)
        {
            var run = Assert.Single(await fixture.WriteAsync(new byte[1 << 20]));

            Assert.Equal(new ErasureProfile(4, 2), run.Profile);
            Assert.DoesNotContain(fixture.Devices[4].Id, fixture.Groups.Get(run.Group).Group.Devices);
            Assert.Equal(6, fixture.Devices.Sum(device => device.Fragments.Keys.Count(id => id.Stripe == run.First)));
        }

        Assert.Equal(20 * 6, fixture.FragmentCount);
    }

    private static string Zone(int index) => $"{(char)('a' + index)}";

    private static IEnumerable<ScriptedDevice> DevicesIn(DataPathFixture fixture, string zone) =>
        fixture.Devices.Where(device => fixture.Selector.Map.FindDevice(device.Id)!.Zone.Value == zone);

    private static int ReadsIn(DataPathFixture fixture, string zone) => DevicesIn(fixture, zone).Sum(device => device.ReadCount);

    /// <summary>Third copies arrive a moment after the answer.</summary>
    private static Task WholeAsync(DataPathFixture fixture, int fragmentCount) => Wait.UntilAsync(() => fixture.FragmentCount >= fragmentCount);
}
