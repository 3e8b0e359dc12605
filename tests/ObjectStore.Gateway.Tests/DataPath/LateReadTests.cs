using ObjectStore.Core.Errors;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Index.Objects;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>Reads from devices that answer late or never. Time is moved by hand.</summary>
public sealed class LateReadTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly TaskCompletionSource _gate = new();
    private DataPathFixture? _fixture;

    private DataPathFixture Fixture => _fixture ??= new DataPathFixture(time: _time);

    public void Dispose()
    {
        _gate.TrySetResult();
        _fixture?.Dispose();
    }

    [Theory]
    [InlineData(1 << 18, 2)]
    [InlineData(1000, 1)]
    public async Task ReadAsync_DeviceHangs_IsAnsweredFromOthersAfterTheDelayAndTheReadEnded(int size, int hungCount)
    {
        var (bytes, run) = await WriteAsync(size);
        var hung = await FirstReadAsync(run, hungCount);
        var before = hung.Sum(device => device.ReadCount);
        foreach (var device in hung) device.ReadGate = _gate;
        var read = Fixture.ReadAsync([run], 0, size);

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(read.IsCompleted);
        await AdvanceUntilAsync(read, TimeSpan.FromSeconds(1), steps: 4 * hungCount);

        Assert.Equal(bytes, await read);
        await Wait.UntilAsync(() => hung.Sum(device => device.ReadCount) - before == hung.Sum(device => device.CancelledReadCount));
        await SettledAsync();
    }

    [Fact]
    public async Task ReadAsync_LateDeviceIsFasterThanItsHedge_IsUsedAndTheHedgeIsCancelled()
    {
        var (bytes, run) = await WriteAsync(1 << 18);
        var first = Fixture.DeviceOf(run, 0);
        var firstGate = new TaskCompletionSource();
        foreach (var device in Fixture.Devices) device.ReadGate = device == first ? firstGate : _gate;
        var read = Fixture.ReadAsync([run], 0, 1000);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Wait.UntilAsync(() => Fixture.Devices.Sum(device => device.ReadCount) == 5);

        firstGate.SetResult();

        Assert.Equal(bytes[..1000], await read.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken));
        await Wait.UntilAsync(() => Fixture.Devices.Sum(device => device.CancelledReadCount) == 4);
        await SettledAsync();
    }

    [Fact]
    public async Task ReadAsync_OneSourceOfTheHedgeHangsToo_TakesAnother()
    {
        var (bytes, run) = await WriteAsync(1 << 18);
        Fixture.DeviceOf(run, 0).ReadGate = Fixture.DeviceOf(run, 2).ReadGate = _gate;
        var read = Fixture.ReadAsync([run], 0, 1000);

        await AdvanceUntilAsync(read, TimeSpan.FromSeconds(1), steps: 4);

        Assert.Equal(bytes[..1000], await read);
        await SettledAsync();
    }

    [Fact]
    public async Task ReadAsync_TooManyDevicesHang_IsUnavailableAfterTheDeadlineAndFreesEverything()
    {
        var (_, run) = await WriteAsync(1 << 18);
        foreach (var device in Fixture.Devices.Take(3)) device.ReadGate = _gate;
        var read = Fixture.ReadAsync([run], 0, 1 << 18);

        await AdvanceUntilAsync(read, TimeSpan.FromSeconds(1), steps: 120);

        Assert.Equal(StorageErrorCode.DeviceUnavailable, (await Assert.ThrowsAsync<StorageException>(() => read)).Code);
        await SettledAsync();
    }

    /// <summary>A device that breaks its contract writes into the buffer of a hedge when that has long ended: it must not be another's by then.</summary>
    [Fact]
    public async Task ReadAsync_SourceOfAHedgeIgnoresItsCancellation_KeepsItsBufferAndNobodyElseGetsIt()
    {
        var (bytes, run) = await WriteAsync(1 << 18);
        Fixture.DeviceOf(run, 0).ReadGate = _gate;
        var stubborn = Fixture.DeviceOf(run, 1);
        (stubborn.ReadGate, stubborn.IgnoresCancellation) = (_gate, true);
        var read = Fixture.ReadAsync([run], 0, 1000);

        // The hedge begins; then it reads the member that was left as well, and has enough.
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(bytes[..1000], await read.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken));
        Assert.NotEqual(0, Fixture.ReconstructionPool.LeasedBytes);
        await Wait.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Fixture.ReconstructionPool.LeasedBytes == 0;
        });
        Assert.NotEqual(0, Fixture.Late.Bytes);
        _gate.SetResult();
        await Wait.UntilAsync(() => Fixture.Late.Bytes == 0);
    }

    [Fact]
    public async Task ReadAsync_ClientGoesAway_EndsTheReadAndItsHedge()
    {
        var (_, run) = await WriteAsync(1 << 18);
        foreach (var device in Fixture.Devices) device.ReadGate = _gate;
        using var client = new CancellationTokenSource();
        var read = Fixture.Data.ReadAsync([run], 0, 1000, new HoldingWriter(), client.Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        await Wait.UntilAsync(() => Fixture.Devices.Sum(device => device.ReadCount) == 5);

        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken));
        await Wait.UntilAsync(() => Fixture.Devices.Sum(device => device.CancelledReadCount) == 5);
        await SettledAsync();
    }

    [Fact]
    public async Task ReadAsync_EverythingIsSlow_HedgesNoMoreThanTheBudget()
    {
        _fixture = new DataPathFixture(time: _time, options: new DataPathOptions { HedgeShareMax = 0 });
        var (bytes, run) = await WriteAsync(1 << 18);
        foreach (var device in Fixture.Devices) device.ReadGate = _gate;
        var reads = Enumerable.Range(0, 8).Select(_ => Fixture.ReadAsync([run], 0, 1000)).ToArray();

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(8, Fixture.Devices.Sum(device => device.ReadCount));
        _gate.SetResult();
        foreach (var read in reads) Assert.Equal(bytes[..1000], await read.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void TrySpend_ManyReads_AllowsTheShareAndAFewMoreWithTime()
    {
        var hedging = new ReadHedging(new DataPathOptions { HedgeShareMax = 0.1 }, new DataPathMetrics(new TestMeterFactory(), Fixture.Pool, Fixture.Late), _time);
        while (hedging.TrySpend())
        {
            // The burst that a calm time has left.
        }

        for (var i = 0; i < 1000; i++) hedging.Began();
        Assert.Equal(32, Enumerable.Range(0, 200).Count(_ => hedging.TrySpend()));
        var spent = 0;
        for (var i = 0; i < 1000; i++)
        {
            hedging.Began();
            if (hedging.TrySpend()) spent++;
        }

        Assert.Equal(100, spent);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(hedging.TrySpend());
        Assert.False(hedging.TrySpend());
    }

    [Fact]
    public void DelayFor_ReadsOfOneSize_FollowsTheirPercentileWithinTheBounds()
    {
        var hedging = new ReadHedging(new DataPathOptions(), new DataPathMetrics(new TestMeterFactory(), Fixture.Pool, Fixture.Late), _time);
        Assert.Equal(TimeSpan.FromSeconds(1), hedging.DelayFor(4096));

        for (var i = 0; i < 1000; i++)
        {
            hedging.Ended(4096, TimeSpan.FromMilliseconds(1));
            hedging.Ended(1 << 18, TimeSpan.FromMilliseconds(i % 100));
            hedging.Ended(1 << 20, TimeSpan.FromSeconds(5));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(20), hedging.DelayFor(4096));
        Assert.InRange(hedging.DelayFor(1 << 18), TimeSpan.FromMilliseconds(90), TimeSpan.FromMilliseconds(120));
        Assert.Equal(TimeSpan.FromSeconds(1), hedging.DelayFor(1 << 20));
    }

    private async Task<(byte[] Bytes, StripeRun Run)> WriteAsync(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return (bytes, Assert.Single(await Fixture.WriteWholeAsync(bytes)));
    }

    /// <summary>The devices of the data fragments that a read of the whole run asks first.</summary>
    private async Task<ScriptedDevice[]> FirstReadAsync(StripeRun run, int count)
    {
        if (run.Profile.DataFragments > 1) return [.. Enumerable.Range(0, count).Select(member => Fixture.DeviceOf(run, member))];
        var before = Fixture.Devices.ConvertAll(device => device.ReadCount);
        await Fixture.ReadAsync([run], 0, 1);
        return [.. Fixture.Devices.Where((device, i) => device.ReadCount > before[i])];
    }

    /// <summary>
    /// Moves time on in steps until the read has ended; what a step sets off runs before the next. A busy machine may not come to it in that time, so that a step is lost:
    /// after <paramref name="steps"/>, each gets a second.
    /// </summary>
    private async Task AdvanceUntilAsync(Task read, TimeSpan step, int steps)
    {
        for (var i = 0; i < steps + Wait.Limit.TotalSeconds && !read.IsCompleted; i++)
        {
            _time.Advance(step);
            await Task.WhenAny(read, Task.Delay(i < steps ? TimeSpan.FromMilliseconds(20) : TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        }

        Assert.True(read.IsCompleted, "The read has not ended.");
    }

    private Task SettledAsync() => Wait.UntilAsync(() => Fixture.Pool.LeasedBytes == 0 && Fixture.ReconstructionPool.LeasedBytes == 0 && Fixture.Late.Bytes == 0);
}
