namespace ObjectStore.Clients.Tests.Damage;

/// <summary>Damaged bytes on disk never reach a client, and do not stay damaged.</summary>
[Trait("Category", "Integration")]
public sealed class BitRotTests
{
    private const int ParityCount = 2;

    /// <summary>
    /// One byte is changed in as many fragments of each stripe as the profile has parity. Reads return the right bytes; a scrub
    /// finds and repairs; then the fragments that were left alone are damaged, so that only repaired ones can serve the reads.
    /// </summary>
    [Fact]
    public async Task Read_WithDamagedFragments_ReturnsRightBytesAndScrubRepairs()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var fixture = await DamageFixture.CreateAsync(objectsPerLength: 3, cancellationToken);
        var markers = DeviceFiles.FindMarkers(fixture.DataDirectory);
        var groups = markers.GroupBy(marker => (marker.ObjectNumber, Stripe: marker.Position / (4 * 1024 * 1024))).ToList();
        var first = groups.SelectMany(group => OnePerDevice(group).Take(ParityCount)).ToList();
        var second = groups.SelectMany(group => OnePerDevice(group).Skip(ParityCount).Take(ParityCount)).ToList();

        await fixture.WhileStoppedAsync(() => first.ForEach(DeviceFiles.Damage), cancellationToken);
        await fixture.AssertAllReadableAsync(cancellationToken);
        await fixture.ScrubAsync(cancellationToken);
        await fixture.WaitForAsync(
            $"{first.Count} fragments repaired",
            async () => Metrics.Sum(await fixture.Standalone.GetMetricsAsync(cancellationToken), MetricNames.FragmentsRepaired) >= first.Count,
            cancellationToken);
        var metrics = await fixture.Standalone.GetMetricsAsync(cancellationToken);
        await fixture.WhileStoppedAsync(() => second.ForEach(DeviceFiles.Damage), cancellationToken);

        await fixture.AssertAllReadableAsync(cancellationToken);
        Assert.NotEmpty(first);
        Assert.NotEmpty(second);

        // What a read found first, the scrub may find repaired already.
        var found = Metrics.Sum(metrics, MetricNames.FragmentsCorrupt) + Metrics.Sum(metrics, MetricNames.ReadsCorrupt);
        Assert.True(found >= first.Count, metrics);
    }

    private static IEnumerable<Marker> OnePerDevice(IEnumerable<Marker> markers) =>
        markers.OrderBy(marker => marker.Device, StringComparer.Ordinal).DistinctBy(marker => marker.Device);
}
