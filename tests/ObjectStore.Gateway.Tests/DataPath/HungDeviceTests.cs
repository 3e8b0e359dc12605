using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Extents;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Format;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Testing;
using ObjectStore.Testing.Devices;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>A device that does not answer, with no error at all. Every stripe of 4+2 needs all six devices, so that one that hangs concerns every upload.</summary>
public sealed class HungDeviceTests
{
    private const int Bytes = 5 << 20;

    private static DataPathOptions Impatient => new() { WriteTimeout = TimeSpan.FromSeconds(3) };

    [Fact]
    public async Task WriteAsync_DeviceHangs_IsStoredElsewhereAndTheDeviceLeftAloneUntilItAnswers()
    {
        using var fixture = new DataPathFixture(options: Impatient);
        var disk = new SimulatedDevice(seed: 1);
        var hung = fixture.Devices[3].Id;
        await using var device = await PutDiskInPlaceAsync(fixture, hung, disk);
        var bytes = RandomBytes();
        await Wait.UntilAsync(async () => (await fixture.WriteAsync(bytes)).All(run => run.Profile == new ErasureProfile(4, 2)));

        disk.Faults.IsHanging = true;
        try
        {
            var during = await fixture.WriteAsync(bytes);
            Assert.All(during, run => Assert.Equal(ErasureProfile.Replicated, run.Profile));
            Assert.True(fixture.Suspects.Contains(hung));
            await Wait.UntilAsync(() => fixture.Late.Bytes > 0 && fixture.Pool.LeasedBytes == 0);
            Assert.Equal(bytes, await fixture.ReadAsync(during, 0, bytes.Length));
        }
        finally
        {
            disk.Faults.IsHanging = false;
        }

        await Wait.UntilAsync(() => !fixture.Suspects.Contains(hung) && fixture.Late.Bytes == 0);
        await Wait.UntilAsync(async () => (await fixture.WriteAsync(bytes)).All(run => run.Profile == new ErasureProfile(4, 2)));
    }

    [Fact]
    public async Task ReadAsync_DiskHangs_IsReadFromTheOthers()
    {
        using var fixture = new DataPathFixture();
        var disk = new SimulatedDevice(seed: 1);
        disk.Faults.CacheMisses = 1;
        await using var device = await PutDiskInPlaceAsync(fixture, fixture.Devices[3].Id, disk);
        var bytes = RandomBytes();
        var runs = await fixture.WriteAsync(bytes);

        disk.Faults.AreReadsHanging = true;
        try
        {
            Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));
        }
        finally
        {
            disk.Faults.AreReadsHanging = false;
        }

        await Wait.UntilAsync(() => fixture.ReconstructionPool.LeasedBytes == 0 && fixture.Late.Bytes == 0);
    }

    [Fact]
    public async Task WriteAsync_DeviceIsSuspect_DoesNotWaitForItAgain()
    {
        using var fixture = new DataPathFixture(options: Impatient);
        var gate = new TaskCompletionSource();
        fixture.Devices[3].PutGate = fixture.Devices[3].DeleteGate = gate;
        await fixture.WriteAsync(RandomBytes());

        var asked = fixture.Devices[3].PutCount;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => fixture.WriteAsync(RandomBytes())));

        Assert.Equal(asked, fixture.Devices[3].PutCount);
        gate.SetResult();
        await Wait.UntilAsync(() => fixture.Pool.LeasedBytes == 0 && fixture.Late.Bytes == 0);
    }

    /// <summary>One clock looks after all stripes on their way: none of them waits longer because others began before it.</summary>
    [Fact]
    public void Put_StripesBeginOneAfterTheOther_EachIsSettledAfterItsOwnPatience()
    {
        var time = new VirtualTime();
        var options = new DataPathOptions();
        using var fixture = new DataPathFixture(options: options, time: time.Clock);
        fixture.Devices[3].PutGate = new TaskCompletionSource();
        var layout = new StripeLayout(new ErasureProfile(4, 2), 1000);
        var targets = fixture.Groups.Get(fixture.Selector.Map.Groups.First(group => group.Profile == layout.Profile).Id);
        time.Run(async () =>
        {
            var waited = await Task.WhenAll(Enumerable.Range(0, 4).Select(async index =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(230 * index), time.Clock, TestContext.Current.CancellationToken);
                var started = time.Clock.GetTimestamp();
                var put = StripePut.Start(fixture.Sender, targets, StripeId.New(DateTimeOffset.UnixEpoch), layout, new byte[layout.TotalBytes], DataPathFixture.Owner.Format());
                await put.Settled;
                return time.Clock.GetElapsedTime(started);
            }));

            Assert.All(waited, elapsed => Assert.Equal(options.WritePatience, elapsed));
        });
    }

    /// <summary>What the device may still read must not be handed to another upload before it has answered.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(64 << 20)]
    public async Task WriteAsync_DeviceAnswersLate_FindsTheBytesThatItWasGiven(long lateBufferBytesMax)
    {
        using var fixture = new DataPathFixture(options: new DataPathOptions { WriteTimeout = TimeSpan.FromSeconds(3), LateBufferBytesMax = lateBufferBytesMax });
        var gate = new TaskCompletionSource();
        fixture.Devices[0].PutGate = fixture.Devices[0].DeleteGate = gate;
        var bytes = RandomBytes();
        var first = await fixture.WriteAsync(bytes);
        var isPoolWhole = lateBufferBytesMax > 0;
        await Wait.UntilAsync(() => isPoolWhole == (fixture.Pool.LeasedBytes == 0));
        Assert.Equal(isPoolWhole, fixture.Late.Bytes > 0);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fixture.WriteAsync(new byte[Bytes])));

        gate.SetResult();

        await Wait.UntilAsync(() => fixture.Pool.LeasedBytes == 0 && fixture.Late.Bytes == 0);
        var late = fixture.Devices[0].Fragments.Values.Where(each => each.Header.Profile == new ErasureProfile(4, 2)).ToArray();
        Assert.NotEmpty(late);
        Assert.All(late, each => Assert.True(bytes.AsSpan().IndexOf(each.Payload.AsSpan(0, 4096)) >= 0 || each.Header.Id.Index >= 4));
        Assert.All(late, each => Assert.True(each.Payload.AsSpan(0, 4096).ContainsAnyExcept((byte)0)));
        Assert.Equal(bytes, await fixture.ReadAsync(first, 0, bytes.Length));
    }

    /// <summary>Puts a device on a simulated disk in the place of a scripted one.</summary>
    private static async Task<ExtentDevice> PutDiskInPlaceAsync(DataPathFixture fixture, DeviceId id, SimulatedDevice disk)
    {
        using (var superblock = disk.Create("device.json"))
            superblock.Write(0, [new Superblock(id, Guid.Empty, "default", DateTimeOffset.UnixEpoch).Format()], WriteMode.Buffered);
        var device = await ExtentDevice.OpenAsync(
            disk,
            new ExtentsOptions { ExtentBytes = 16 << 20, CapacityBytes = 256 << 20 },
            new ExtentsMetrics(new TestMeterFactory()),
            TimeProvider.System,
            NullLogger.Instance);
        fixture.Replace(id, device);
        return device;
    }

    private static byte[] RandomBytes()
    {
        var bytes = new byte[Bytes];
        new Random(Bytes).NextBytes(bytes);
        return bytes;
    }
}
