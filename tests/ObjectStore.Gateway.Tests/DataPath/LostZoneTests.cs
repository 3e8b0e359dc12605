using ObjectStore.Core.Errors;
using ObjectStore.Core.Stripes;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>Devices of a node or a zone that answer nothing any more, with no error: a cut network, a stopped process. Nobody tells the gateway; time is virtual.</summary>
public sealed class LostZoneTests
{
    private const int ObjectBytes = 96 << 10;
    private const int ClientCount = 16;

    private static readonly TimeSpan Available = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Goal: reads and writes are available again within 5 s. Method: clients that read and write one after the other; at one moment all devices of the node or zone hang. No
    /// operation may fail or take 5 s, and those that begin later than 5 s after the loss must be about as fast as before.
    /// </summary>
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(12, 12)]
    [InlineData(4, 2)]
    [InlineData(12, 4)]
    public void ReadAndWrite_DevicesOfAZoneHang_AreAvailableWithinSeconds(int devicesPerZone, int hung)
    {
        var result = Run(devicesPerZone, hung, readers: ClientCount / 2, writers: ClientCount / 2);

        Tell(devicesPerZone, hung, result);
        Assert.Empty(result.Failures);
        Assert.All(result.Operations, operation => Assert.True(operation.Duration < Available, $"{operation}"));
        Assert.True(result.Slowest("read") < TimeSpan.FromSeconds(1), $"{result.Slowest("read")}");
        Assert.True(result.Slowest("write") < TimeSpan.FromSeconds(1), $"{result.Slowest("write")}");
        Assert.Equal(hung, result.SuspectCount);
    }

    /// <summary>Who only reads must find out as well.</summary>
    [Theory]
    [InlineData(2, 2)]
    [InlineData(12, 12)]
    public void Read_DevicesOfAZoneHangAndNobodyWrites_IsAvailableWithinSeconds(int devicesPerZone, int hung)
    {
        var result = Run(devicesPerZone, hung, readers: ClientCount, writers: 0);

        Tell(devicesPerZone, hung, result);
        Assert.Empty(result.Failures);
        Assert.All(result.Operations, operation => Assert.True(operation.Duration < Available, $"{operation}"));
        Assert.True(result.Slowest("read") < TimeSpan.FromSeconds(1), $"{result.Slowest("read")}");
    }

    [Fact]
    public void ReadAndWrite_ZoneAnswersAgain_IsUsedAgainAndNothingStaysHeld()
    {
        var time = new VirtualTime();
        using var fixture = new DataPathFixture(time: time.Clock);
        time.Run(async () =>
        {
            var run = Assert.Single(await fixture.WriteAsync(new byte[ObjectBytes]));
            foreach (var device in fixture.DevicesIn("b")) device.Hang();
            var during = Assert.Single(await fixture.WriteAsync(new byte[ObjectBytes]));
            Assert.Equal(ErasureProfile.Replicated, during.Profile);
            foreach (var device in fixture.DevicesIn("b")) device.Wake();

            await Task.Delay(TimeSpan.FromSeconds(10), time.Clock, TestContext.Current.CancellationToken);

            Assert.Empty(fixture.Suspects.Devices);
            Assert.Equal(new ErasureProfile(4, 2), Assert.Single(await fixture.WriteAsync(new byte[ObjectBytes])).Profile);
            Assert.Equal(0, fixture.Pool.LeasedBytes + fixture.Late.Bytes);
            Assert.Equal(new byte[ObjectBytes], await fixture.ReadAsync([run, during], 0, ObjectBytes));
        });
    }

    /// <summary>With nothing else to be had, patience is of no use: the device may still answer, and so it is waited for.</summary>
    [Fact]
    public void Write_NoOtherDeviceIsLeft_WaitsForTheLateOne()
    {
        var time = new VirtualTime();
        using var fixture = new DataPathFixture(options: new DataPathOptions { ErasureProfile = "2+1" }, time: time.Clock, zones: 1, devicesPerZone: 3);
        fixture.Devices[1].Latency = token => Task.Delay(TimeSpan.FromSeconds(4), time.Clock, token);
        time.Run(async () =>
        {
            var runs = await fixture.WriteAsync(new byte[ObjectBytes]);

            Assert.Equal(new ErasureProfile(2, 1), Assert.Single(runs).Profile);
        });
    }

    /// <summary>A zone is asked when one of its devices is silent; those that are well must not be left out for that.</summary>
    [Fact]
    public void Write_OneDeviceHangs_LeavesItsNeighboursInUse()
    {
        var time = new VirtualTime();
        using var fixture = new DataPathFixture(time: time.Clock, devicesPerZone: 4);
        time.Run(async () =>
        {
            fixture.Devices[0].Hang();
            for (var i = 0; i < 200; i++)
            {
                Assert.Equal(new ErasureProfile(4, 2), Assert.Single(await fixture.WriteAsync(new byte[ObjectBytes])).Profile);
                Assert.All(fixture.Suspects.Devices, suspect => Assert.Equal(fixture.Devices[0].Id, suspect));
            }

            Assert.Single(fixture.Suspects.Devices);
        });
    }

    private static Result Run(int devicesPerZone, int hung, int readers, int writers)
    {
        var time = new VirtualTime();
        using var fixture = new DataPathFixture(256 << 20, time: time.Clock, devicesPerZone: devicesPerZone);
        var result = new Result();
        time.Run(async () =>
        {
            var random = new Random(1);
            foreach (var device in fixture.Devices) device.Latency = token => Task.Delay(TimeSpan.FromMilliseconds(2 + 10 * random.NextDouble()), time.Clock, token);
            List<StripeRun> objects = [];
            for (var i = 0; i < 64; i++) objects.Add(Assert.Single(await fixture.WriteAsync(Content(i))));
            await Task.Delay(TimeSpan.FromSeconds(1), time.Clock, TestContext.Current.CancellationToken);
            foreach (var device in fixture.Devices) device.KeepsNothing = true;
            var clients = Enumerable.Range(0, readers).Select(client => ReadAsync(fixture, time, client, objects, result))
                .Concat(Enumerable.Range(0, writers).Select(_ => WriteAsync(fixture, time, result))).ToArray();
            await Task.Delay(TimeSpan.FromSeconds(3), time.Clock, TestContext.Current.CancellationToken);

            result.LostAt = time.Clock.GetUtcNow();
            foreach (var device in fixture.DevicesIn("b").Take(hung)) device.Hang();

            await Task.WhenAll(clients);
            result.SuspectCount = fixture.Suspects.Devices.Count;
        });
        return result;
    }

    private static async Task ReadAsync(DataPathFixture fixture, VirtualTime time, int seed, List<StripeRun> objects, Result result)
    {
        var random = new Random(seed);
        while (result.IsRunning(time))
        {
            var number = random.Next(objects.Count);
            await MeasureAsync("read", time, result, async () => Assert.Equal(Content(number), await fixture.ReadAsync([objects[number]], 0, ObjectBytes)));
        }
    }

    private static async Task WriteAsync(DataPathFixture fixture, VirtualTime time, Result result)
    {
        var bytes = Content(0);
        while (result.IsRunning(time)) await MeasureAsync("write", time, result, async () => await fixture.WriteAsync(bytes));
    }

    private static async Task MeasureAsync(string name, VirtualTime time, Result result, Func<Task> operation)
    {
        var startedAt = time.Clock.GetUtcNow();
        try
        {
            await operation();
            result.Operations.Add(new Operation(name, startedAt, time.Clock.GetUtcNow() - startedAt));
        }
        catch (StorageException exception)
        {
            result.Failures.Add(exception);
        }
    }

    private static byte[] Content(int number)
    {
        var bytes = new byte[ObjectBytes];
        bytes.AsSpan().Fill((byte)number);
        return bytes;
    }

    private static void Tell(int devicesPerZone, int hung, Result result) => TestContext.Current.TestOutputHelper?.WriteLine(
        $"{hung} of {devicesPerZone} devices of a zone hang: {result.Operations.Count} operations; longest read {result.Longest("read").TotalSeconds:f2} s, write {result.Longest("write").TotalSeconds:f2} s; "
        + $"those begun 5 s after the loss {result.Slowest("read").TotalMilliseconds:f0} ms and {result.Slowest("write").TotalMilliseconds:f0} ms");

    private sealed record Operation(string Name, DateTimeOffset StartedAt, TimeSpan Duration);

    private sealed class Result
    {
        public DateTimeOffset? LostAt { get; set; }

        public int SuspectCount { get; set; }

        public List<Operation> Operations { get; } = [];

        public List<StorageException> Failures { get; } = [];

        public bool IsRunning(VirtualTime time) => LostAt is not { } lostAt || time.Clock.GetUtcNow() < lostAt + Duration;

        public TimeSpan Longest(string name) => Operations.Where(each => each.Name == name).Select(each => each.Duration).DefaultIfEmpty().Max();

        /// <summary>The longest of those that began later than the time after which all is well again.</summary>
        public TimeSpan Slowest(string name) =>
            Operations.Where(each => each.Name == name && each.StartedAt >= LostAt + Available).Select(each => each.Duration).DefaultIfEmpty().Max();
    }
}
