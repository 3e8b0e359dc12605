using ObjectStore.Core.Errors;
using ObjectStore.Testing.Devices;

namespace ObjectStore.Extents.Tests;

[Trait("Category", "Model")]
public sealed class CrashTests
{
    private const int Puts = 30;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Goal: no point between two disk operations loses what was acknowledged. Method: one scenario (puts over several extents, replacements, deletes, a
    /// checkpoint, a compaction, a clean stop) is crashed at its first, second, … operation with each kind of loss, and what was acknowledged is read.
    /// </summary>
    [Theory]
    [InlineData(CrashLoss.Nothing)]
    [InlineData(CrashLoss.Everything)]
    [InlineData(CrashLoss.Suffix)]
    [InlineData(CrashLoss.AnySectors)]
    public async Task OpenAsync_AfterCrashAtAnyOperation_HasEverythingAcknowledged(CrashLoss loss)
    {
        for (var crashAt = 1; ; crashAt++)
        {
            var disk = SimulatedExtentDevice.NewDisk(crashAt);
            disk.CrashAtOperation = disk.Operations + crashAt;
            var acknowledged = new Dictionary<int, int?>();
            var uncertain = new Dictionary<int, int?>();
            var isDone = await RunScenarioAsync(disk, acknowledged, uncertain);

            await using var device = await SimulatedExtentDevice.OpenAsync(disk.Reboot(loss));
            for (var i = 0; i < Puts; i++) await CheckAsync(device, i, acknowledged, uncertain);

            if (isDone) return;
        }
    }

    private static async Task<bool> RunScenarioAsync(SimulatedDevice disk, Dictionary<int, int?> acknowledged, Dictionary<int, int?> uncertain)
    {
        ExtentDevice? device = null;
        try
        {
            device = await SimulatedExtentDevice.OpenAsync(disk);
            for (var i = 0; i < Puts; i++) await PutAsync(device, i, i);
            for (var i = 0; i < Puts; i += 3) await PutAsync(device, i, 1000 + i);
            for (var i = 1; i < Puts; i += 2)
            {
                uncertain[i] = null;
                await device.DeleteAsync([TestFragments.Id(i)], Token);
                Acknowledge(i, null);
            }

            await Task.Run(() => device.Maintenance.WriteCheckpoint(isClean: false));
            while (await device.Maintenance.CompactOneAsync(Token))
            {
            }

            await PutAsync(device, 1, 2001);
        }
        catch (Exception exception) when (exception is StorageException or Devices.DeviceIoException)
        {
            Assert.True(disk.IsCrashed, exception.ToString());
        }

        if (device is not null) await device.DisposeAsync();
        return !disk.IsCrashed;

        async Task PutAsync(ExtentDevice target, int number, int seed)
        {
            uncertain[number] = seed;
            await target.PutAsync(TestFragments.Write(TestFragments.Id(number), TestFragments.Payload(LengthOf(seed), seed)), Token);
            Acknowledge(number, seed);
        }

        void Acknowledge(int number, int? seed)
        {
            acknowledged[number] = seed;
            _ = uncertain.Remove(number);
        }
    }

    private static async Task CheckAsync(ExtentDevice device, int number, Dictionary<int, int?> acknowledged, Dictionary<int, int?> uncertain)
    {
        var possible = new List<int?> { acknowledged.GetValueOrDefault(number) };
        if (uncertain.TryGetValue(number, out var other)) possible.Add(other);
        var description = await device.TryDescribeAsync(TestFragments.Id(number), Token);
        if (description is null)
        {
            Assert.Contains(null, possible);
            return;
        }

        var read = new byte[description.PayloadBytes];
        await device.ReadAsync(TestFragments.Id(number), 0, read, Token);
        Assert.Contains(possible, seed => seed is { } some && read.AsSpan().SequenceEqual(TestFragments.Payload(LengthOf(some), some)));
    }

    private static int LengthOf(int seed) => 1 + (seed * 7919 % 40_000);
}
