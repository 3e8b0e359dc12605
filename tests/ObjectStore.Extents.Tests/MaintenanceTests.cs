using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ObjectStore.Extents.Devices;
using ObjectStore.Testing;

namespace ObjectStore.Extents.Tests;

public sealed class MaintenanceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Goal: no exception ends a device's maintenance for good. Method: the first checkpoint meets one that nobody foresaw; the test waits for the second.
    /// </summary>
    [Fact]
    public async Task RunAsync_AfterAnUnforeseenException_GoesOn()
    {
        var disk = new BrittleDirectory(SimulatedExtentDevice.NewDisk());
        var options = new ExtentsOptions { ExtentBytes = 256 << 10, CapacityBytes = 4 << 20, CheckpointIdle = TimeSpan.FromMilliseconds(100) };
        await using var device = await SimulatedExtentDevice.OpenAsync(disk, options);
        disk.Arm();

        await device.PutAsync(TestFragments.Write(TestFragments.Id(1), TestFragments.Payload(1000, 1)), Token);

        await disk.CheckpointWritten.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.True(disk.HasThrown);
    }

    /// <summary>Goal: what stays as it is, is told of once. Method: three checkpoints fail alike, and the fourth does not; the levels of what the log says of them.</summary>
    [Fact]
    public async Task RunAsync_StepThatKeepsFailing_IsLoggedOnce()
    {
        var disk = new BrittleDirectory(SimulatedExtentDevice.NewDisk(), failures: 3);
        var options = new ExtentsOptions { ExtentBytes = 256 << 10, CapacityBytes = 4 << 20, CheckpointIdle = TimeSpan.FromMilliseconds(100) };
        var log = new Levels();
        await using var device = await ExtentDevice.OpenAsync(disk, options, new ExtentsMetrics(new TestMeterFactory()), TimeProvider.System, log);
        disk.Arm();

        await device.PutAsync(TestFragments.Write(TestFragments.Id(1), TestFragments.Payload(1000, 1)), Token);

        await log.Recovered.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Equal([LogLevel.Warning, LogLevel.Debug, LogLevel.Debug, LogLevel.Information], log.OfMaintenance);
    }

    /// <summary>
    /// Goal: what a kill makes the next opening replay stays bounded while compaction has work. Method: three fifths of each of 40 extents are deleted, which is work
    /// for one long turn; a checkpoint is written before the last of them is gone.
    /// </summary>
    [Fact]
    public async Task RunAsync_WhileCompactionHasWork_WritesCheckpoints()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        await using (var device = await SimulatedExtentDevice.OpenAsync(disk, Roomy(runsMaintenance: false)))
        {
            var count = 0;
            for (; device.ExtentCount <= 40; count++) await PutAsync(device, count);
            await device.DeleteAsync([.. Enumerable.Range(0, count).Where(i => i % 5 > 1).Select(i => TestFragments.Id(i))], Token);
        }

        var names = new NamesDirectory(disk);
        await using var reopened = await SimulatedExtentDevice.OpenAsync(names, Roomy(runsMaintenance: true));
        await Wait.UntilAsync(() => names.Renamed.Count(IsRemoval) >= 38);

        var renamed = names.Renamed.ToList();
        Assert.InRange(renamed.IndexOf(("checkpoint.new", "checkpoint")), renamed.FindIndex(IsRemoval), renamed.FindLastIndex(IsRemoval));
    }

    /// <summary>
    /// Goal: a device that has turned read-only is left alone. Method: a compaction under way finds that no sync succeeds; nothing is tried in the three turns that follow.
    /// </summary>
    [Fact]
    public async Task RunAsync_OfDeviceThatHasFailed_Ends()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        var count = 0;
        await using (var device = await SimulatedExtentDevice.OpenAsync(disk, Roomy(runsMaintenance: false)))
        {
            for (; device.ExtentCount <= 4; count++) await PutAsync(device, count);
        }

        var log = new Levels();
        await using var failing = await ExtentDevice.OpenAsync(disk, Roomy(runsMaintenance: true), new ExtentsMetrics(new TestMeterFactory()), TimeProvider.System, log);
        disk.Faults.AreReadsHanging = true;
        await failing.DeleteAsync([.. Enumerable.Range(0, count).Where(i => i % 5 > 1).Select(i => TestFragments.Id(i))], Token);
        (disk.Faults.FlushErrors, disk.Faults.AreReadsHanging) = (1, false);
        await Wait.UntilAsync(() => failing.Status.HasFailed && log.OfMaintenance.Count > 0);
        await Task.Delay(TimeSpan.FromSeconds(3.5), Token);

        Assert.Equal([LogLevel.Warning], log.OfMaintenance);
    }

    private static bool IsRemoval((string From, string To) rename) =>
        rename.From.EndsWith(".extent", StringComparison.Ordinal) && rename.To.EndsWith(".spare", StringComparison.Ordinal);

    private static ExtentsOptions Roomy(bool runsMaintenance) => new()
    {
        ExtentBytes = 256 << 10,
        CapacityBytes = 64 << 20,
        CheckpointBytes = 256 << 10,
        CheckpointIdle = TimeSpan.FromDays(1),
        CompactionBytesPerSecond = 1L << 40,
        RunsMaintenance = runsMaintenance,
    };

    private static async Task PutAsync(ExtentDevice device, int i) =>
        await device.PutAsync(TestFragments.Write(TestFragments.Id(i), TestFragments.Payload(20_000, i)), Token);

    /// <summary>Levels of the events of maintenance.</summary>
    private sealed class Levels : ILogger
    {
        private readonly ConcurrentQueue<LogLevel> _levels = new();
        private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Recovered => _recovered.Task;

        public IReadOnlyCollection<LogLevel> OfMaintenance => _levels;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id is not (3021 or 3022 or 3023)) return;
            _levels.Enqueue(logLevel);
            if (eventId.Id == 3023) _recovered.TrySetResult();
        }
    }

    /// <summary>Fails a few times, in a way that the engine does not know, when a checkpoint is made.</summary>
    private sealed class BrittleDirectory(IDeviceDirectory inner, int failures = 1) : IDeviceDirectory
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = failures;
        private volatile bool _isArmed;

        public Task CheckpointWritten => _written.Task;

        public bool HasThrown { get; private set; }

        public string Path => inner.Path;

        public long AvailableBytes => inner.AvailableBytes;

        public void Arm() => _isArmed = true;

        public bool TryLock(string name) => inner.TryLock(name);

        public IReadOnlyList<string> List() => inner.List();

        public IDeviceFile Create(string name)
        {
            if (!_isArmed || _left == 0 || name != "checkpoint.new") return inner.Create(name);
            HasThrown = true;
            _left--;
            throw new InvalidOperationException("injected");
        }

        public IDeviceFile Open(string name) => inner.Open(name);

        public void Rename(string from, string to)
        {
            inner.Rename(from, to);
            if (_isArmed && to == "checkpoint") _written.TrySetResult();
        }

        public void Delete(string name) => inner.Delete(name);

        public void Flush() => inner.Flush();

        public void Dispose() => inner.Dispose();
    }

    /// <summary>Remembers what was renamed, in order.</summary>
    private sealed class NamesDirectory(IDeviceDirectory inner) : IDeviceDirectory
    {
        public ConcurrentQueue<(string From, string To)> Renamed { get; } = new();

        public string Path => inner.Path;

        public long AvailableBytes => inner.AvailableBytes;

        public bool TryLock(string name) => inner.TryLock(name);

        public IReadOnlyList<string> List() => inner.List();

        public IDeviceFile Create(string name) => inner.Create(name);

        public IDeviceFile Open(string name) => inner.Open(name);

        public void Rename(string from, string to)
        {
            inner.Rename(from, to);
            Renamed.Enqueue((from, to));
        }

        public void Delete(string name) => inner.Delete(name);

        public void Flush() => inner.Flush();

        public void Dispose() => inner.Dispose();
    }
}
