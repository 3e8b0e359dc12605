using ObjectStore.Extents.Devices;

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

    /// <summary>Fails once, in a way that the engine does not know, when a checkpoint is made.</summary>
    private sealed class BrittleDirectory(IDeviceDirectory inner) : IDeviceDirectory
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
            if (!_isArmed || HasThrown || name != "checkpoint.new") return inner.Create(name);
            HasThrown = true;
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
}
