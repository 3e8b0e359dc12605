using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>A device that answers everything, two seconds late.</summary>
public sealed class GrayDeviceTests
{
    private const int ObjectBytes = 96 << 10;
    private const int StripeBytes = 4 << 20;
    private const int ClientCount = 8;
    private static readonly TimeSpan Gray = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Goal: what users see of a slow device is bounded. Method: clients that read and write one after the other over devices that take 2 to 12 ms, in virtual time, with and
    /// without 2 s more for every operation of one device, from the first moment on.
    /// </summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void ReadAndWrite_OneDeviceIsTwoSecondsLate_P99StaysBelowThreeTimesWithout(int devicesPerZone)
    {
        var without = Measure(devicesPerZone, gray: null);
        var with = Measure(devicesPerZone, gray: 1);

        TestContext.Current.SendDiagnosticMessage($"{3 * devicesPerZone} devices without: {without}; with a gray one: {with}");
        TestContext.Current.TestOutputHelper?.WriteLine($"without: {without}\nwith a gray device: {with}");
        Assert.True(with.ReadP99 < 3 * without.ReadP99, $"Reads: {with.ReadP99} against {without.ReadP99}.");
        Assert.True(with.WriteP99 < 3 * without.WriteP99, $"Writes: {with.WriteP99} against {without.WriteP99}.");
        Assert.True(with.IsLeftOut);
        Assert.False(without.IsLeftOut);
    }

    [Fact]
    public void ReadAndWrite_DeviceIsAsFastAsOthersAgain_IsUsedAgain()
    {
        var time = new VirtualTime();
        using var fixture = new DataPathFixture(time: time.Clock);
        time.Run(async () =>
        {
            var run = Assert.Single(await fixture.WriteAsync(new byte[ObjectBytes]));
            var gray = fixture.DeviceOf(run, 0);
            Slow(fixture, time, seed: 1, fixture.Devices.IndexOf(gray));
            for (var i = 0; i < 20; i++) await ReadAndWriteAsync(fixture, run);
            Assert.True(IsLeftOut(fixture, gray));

            Slow(fixture, time, seed: 1, gray: null);
            for (var i = 0; i < 20_000 && IsLeftOut(fixture, gray); i++) await ReadAndWriteAsync(fixture, run);

            Assert.False(IsLeftOut(fixture, gray));
            await Task.Delay(TimeSpan.FromSeconds(5), time.Clock, TestContext.Current.CancellationToken);
            Assert.Equal(new ErasureProfile(4, 2), Assert.Single(await fixture.WriteAsync(new byte[ObjectBytes])).Profile);
            var before = gray.ReadCount;
            for (var i = 0; i < 5; i++) await ReadAndWriteAsync(fixture, run);
            Assert.NotEqual(before, gray.ReadCount);
        });
    }

    [Fact]
    public void Write_AllDevicesAreSlow_SuspectsNone()
    {
        var time = new VirtualTime();
        using var fixture = new DataPathFixture(time: time.Clock);
        time.Run(async () =>
        {
            foreach (var device in fixture.Devices) device.Latency = token => Task.Delay(Gray, time.Clock, token);
            for (var i = 0; i < 20; i++) Assert.Equal(new ErasureProfile(4, 2), Assert.Single(await fixture.WriteAsync(new byte[ObjectBytes])).Profile);
        });

        Assert.Equal(0, fixture.SlowReads.Count + fixture.SlowWrites.Count);
    }

    /// <summary>Copies are what a stripe is stored as while a device of every group is out: it must not take a copy's time for each MiB.</summary>
    [Fact]
    public void Write_AsCopies_TakesAsLongAsOneCopy()
    {
        var time = new VirtualTime();
        using var fixture = new DataPathFixture(time: time.Clock);
        foreach (var device in fixture.Devices) device.Latency = token => Task.Delay(TimeSpan.FromMilliseconds(10), time.Clock, token);
        fixture.Selector.UpdateFreeBytes(new Dictionary<DeviceId, long> { [fixture.Devices[0].Id] = 0 });
        time.Run(async () =>
        {
            var started = time.Clock.GetTimestamp();
            var runs = await fixture.WriteAsync(new byte[StripeBytes]);

            Assert.Equal(TimeSpan.FromMilliseconds(10), time.Clock.GetElapsedTime(started));
            Assert.Equal(new StripeRun(runs[0].First, runs[0].Group, ErasureProfile.Replicated, 4, 1 << 20, 1 << 20), Assert.Single(runs));
        });
    }

    /// <summary>An upload takes many stripes; it must leave the group of the slow device at the next one.</summary>
    [Fact]
    public void Write_DeviceOfALongUploadIsSlow_GoesOnElsewhere()
    {
        var time = new VirtualTime();
        using var fixture = new DataPathFixture(time: time.Clock);
        var started = time.Clock.GetTimestamp();
        time.Run(async () =>
        {
            Slow(fixture, time, seed: 1, gray: 1);
            await fixture.WriteAsync(new byte[100 << 20]);
        });

        Assert.InRange(time.Clock.GetElapsedTime(started), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
    }

    private static Figures Measure(int devicesPerZone, int? gray)
    {
        var time = new VirtualTime();
        using var fixture = new DataPathFixture(time: time.Clock, devicesPerZone: devicesPerZone);
        List<TimeSpan> reads = [], writes = [];
        time.Run(async () =>
        {
            var objects = new List<StripeRun>();
            for (var i = 0; i < 64; i++) objects.Add(Assert.Single(await fixture.WriteAsync(new byte[ObjectBytes])));
            Slow(fixture, time, seed: 1, gray);
            foreach (var device in fixture.Devices) device.KeepsNothing = true;
            await Task.WhenAll(Enumerable.Range(0, ClientCount).Select(client => RunClientAsync(fixture, time, client, objects, reads, writes)));
        });

        return new Figures(Of(reads, 0.5), Of(reads, 0.99), Of(writes, 0.5), Of(writes, 0.99), reads.Count, IsLeftOut(fixture, fixture.Devices[1]));
    }

    private static bool IsLeftOut(DataPathFixture fixture, ScriptedDevice device) =>
        fixture.Suspects.Contains(device.Id) || fixture.SlowReads.Contains(device.Id) || fixture.SlowWrites.Contains(device.Id);

    private static async Task RunClientAsync(DataPathFixture fixture, VirtualTime time, int seed, List<StripeRun> objects, List<TimeSpan> reads, List<TimeSpan> writes)
    {
        var random = new Random(seed);
        var bytes = new byte[ObjectBytes];
        var end = time.Clock.GetUtcNow() + Duration;
        while (time.Clock.GetUtcNow() < end)
        {
            var started = time.Clock.GetTimestamp();
            if (seed % 2 == 0)
            {
                await fixture.ReadAsync([objects[random.Next(objects.Count)]], 0, ObjectBytes);
                reads.Add(time.Clock.GetElapsedTime(started));
            }
            else
            {
                await fixture.WriteAsync(bytes);
                writes.Add(time.Clock.GetElapsedTime(started));
            }
        }
    }

    private static async Task ReadAndWriteAsync(DataPathFixture fixture, StripeRun run)
    {
        await fixture.ReadAsync([run], 0, run.Bytes);
        await fixture.WriteAsync(new byte[ObjectBytes]);
    }

    private static void Slow(DataPathFixture fixture, VirtualTime time, int seed, int? gray)
    {
        var random = new Random(seed);
        for (var i = 0; i < fixture.Devices.Count; i++)
        {
            var more = i == gray ? Gray : TimeSpan.Zero;
            fixture.Devices[i].Latency = token => Task.Delay(more + TimeSpan.FromMilliseconds(2 + 10 * random.NextDouble()), time.Clock, token);
        }
    }

    private static TimeSpan Of(List<TimeSpan> durations, double quantile) => durations.Order().ElementAt((int)(durations.Count * quantile));

    private sealed record Figures(TimeSpan ReadP50, TimeSpan ReadP99, TimeSpan WriteP50, TimeSpan WriteP99, int Reads, bool IsLeftOut);
}
