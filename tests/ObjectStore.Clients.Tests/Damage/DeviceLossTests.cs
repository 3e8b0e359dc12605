namespace ObjectStore.Clients.Tests.Damage;

/// <summary>A lost device loses nothing, and its fragments are rebuilt.</summary>
[Trait("Category", "Integration")]
public sealed class DeviceLossTests
{
    /// <summary>
    /// A device's folder is deleted while the store is stopped. Reads go on; when all marked pieces are back on the devices, two other
    /// devices are deleted in different zones, which only a store that has rebuilt the first one survives.
    /// </summary>
    [Fact]
    public async Task Read_AfterDeviceFoldersWereDeleted_ReturnsAllAndRebuilds()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var fixture = await DamageFixture.CreateAsync(objectsPerLength: 3, cancellationToken);
        var devices = DeviceFiles.FindDevices(fixture.DataDirectory);
        var markerCount = fixture.CountMarkers();
        var lost = devices[0];

        await fixture.WhileStoppedAsync(() => Directory.Delete(lost, recursive: true), cancellationToken);
        await fixture.AssertAllReadableAsync(cancellationToken);
        await fixture.WaitForAsync(
            $"{markerCount} marked pieces on the devices", () => Task.FromResult(fixture.CountMarkers() >= markerCount), cancellationToken);
        await fixture.AssertAllReadableAsync(cancellationToken);
        var others = devices.GroupBy(Path.GetDirectoryName).Skip(1).Select(zone => zone.First()).Take(2).ToList();
        await fixture.WhileStoppedAsync(() => others.ForEach(device => Directory.Delete(device, recursive: true)), cancellationToken);

        await fixture.AssertAllReadableAsync(cancellationToken);
        Assert.Equal(6, devices.Count);
        Assert.Equal(2, others.Count);
    }

    /// <summary>All devices of a zone are deleted at once: what is left of each stripe is enough.</summary>
    [Fact]
    public async Task Read_AfterAZoneWasDeleted_ReturnsAll()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var fixture = await DamageFixture.CreateAsync(objectsPerLength: 1, cancellationToken);
        var zone = DeviceFiles.FindDevices(fixture.DataDirectory).GroupBy(Path.GetDirectoryName).First().ToList();

        await fixture.WhileStoppedAsync(() => zone.ForEach(device => Directory.Delete(device, recursive: true)), cancellationToken);

        await fixture.AssertAllReadableAsync(cancellationToken);
        Assert.Equal(2, zone.Count);
    }
}
