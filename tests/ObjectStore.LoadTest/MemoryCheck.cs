using System.Globalization;
using ObjectStore.LoadTest.Engine;

namespace ObjectStore.LoadTest;

/// <summary>Samples the memory of a store of its own under many large uploads at once.</summary>
internal sealed class MemoryCheck(string folder, int uploadCount, long uploadBytes, TimeSpan duration)
{
    private const string CutOff = "cut off";
    private const string Bucket = "memory-check";
    private const long DiskReserveBytes = 8L * 1024 * 1024 * 1024;
    private const long ResidentBytesMax = 1024L * 1024 * 1024;
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until all uploads are done, the time is over or the disk is nearly full. Prints the maximum.</summary>
    /// <returns>Zero when it stayed below 1 GiB.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var target = await Target.OpenAsync(null, folder, cancellationToken);
        var requests = new ObjectRequests(target, Bucket);
        using (var bucket = requests.PlanBucket())
            LoadLoop.Run(target.Address, bucket, 1, TimeSpan.Zero);
        using var plan = requests.Plan("PUT", uploadBytes, uploadCount);
        var standalone = target.Standalone!;
        var before = standalone.ResidentBytes;
        var maximum = before;
        var load = Task.Run(() => LoadLoop.Run(target.Address, plan, uploadCount, TimeSpan.Zero, duration), cancellationToken);
        using var timeout = new CancellationTokenSource(duration);
        while (!load.IsCompleted && !timeout.IsCancellationRequested && new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace > DiskReserveBytes)
        {
            maximum = Math.Max(maximum, standalone.ResidentBytes);
            await Task.Delay(SampleInterval, cancellationToken);
        }
        var state = load.IsCompleted ? Describe(await load) : CutOff;
        await standalone.KillAsync();
        await load;
        if ((await load).Errors.Count > 0 && state != CutOff)
            Console.WriteLine(standalone.Output);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"memory: {uploadCount} uploads of {Sizes.Format(uploadBytes)} at once ({state}): {before / 1048576.0:F0} MiB before, {maximum / 1048576.0:F0} MiB at most"));
        return maximum < ResidentBytesMax ? 0 : 1;
    }

    private static string Describe(LoadResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result.OperationCount} done, failed: {string.Join(',', result.Errors.Select(pair => $"{pair.Key}×{pair.Value}"))}");
}
