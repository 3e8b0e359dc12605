using System.Globalization;
using ObjectStore.LoadTest.Engine;

namespace ObjectStore.LoadTest;

/// <summary>The peak memory of a store of its own under many large uploads at once.</summary>
/// <remarks>
/// Memory does not depend on how large the uploads are, only on how many are under way, so that where the disk has too little room all of them are made smaller, and
/// the output says so.
/// </remarks>
internal sealed class MemoryCheck(string folder, int uploadCount, long uploadBytes, TimeSpan duration)
{
    private const string Bucket = "memory-check";
    private const long MebiByte = 1024 * 1024;

    /// <summary>Uploads are cut to multiples of this, and are at least as long: enough that all of them overlap.</summary>
    private const long UploadBytesStep = 50 * MebiByte;

    /// <summary>What the disk keeps free: for others, and for extents that are preallocated and not filled.</summary>
    private const long DiskReserveBytes = 12L * 1024 * MebiByte;

    /// <summary>Below this the run is ended.</summary>
    private const long DiskFreeBytesMin = 6L * 1024 * MebiByte;

    /// <summary>Bytes on disk for each byte at 4+2, with headers.</summary>
    private const double StoredBytesPerByte = 1.51;

    private const long ResidentBytesMax = 1024 * MebiByte;
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether bodies are zeros, of which a file system that compresses holds more than the disk has room for. Lines of a log would not do: the parity of a stripe does not shrink.</summary>
    public bool SendsZeros { get; init; }

    private long FreeBytes => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;

    /// <summary>Runs until all uploads have ended, the time is over or the disk is nearly full. Prints the peak.</summary>
    /// <returns>Zero when all uploads were stored and the peak stayed below 1 GiB.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var bytes = FittingBytes();
        if (bytes < uploadBytes)
            Console.WriteLine($"memory: the disk has {FreeBytes / MebiByte} MiB free, so that each upload has {Sizes.Format(bytes)} in place of {Sizes.Format(uploadBytes)}");
        if (bytes < Math.Min(uploadBytes, UploadBytesStep))
            return 1;
        await using var target = await Target.OpenAsync(null, folder, cancellationToken);
        var requests = new ObjectRequests(target.Endpoint, target.Signer, Bucket);
        using (var bucket = requests.PlanBucket())
            LoadLoop.Run(target.Address, bucket, 1, TimeSpan.Zero);
        using var plan = requests.Plan("PUT", bytes, uploadCount);
        if (SendsZeros) plan.FillWithZeros();
        var standalone = target.Standalone!;
        var before = standalone.ResidentBytes;
        var load = Task.Run(() => LoadLoop.Run(target.Address, plan, uploadCount, TimeSpan.Zero, duration), cancellationToken);
        while (!load.IsCompleted && FreeBytes > DiskFreeBytesMin)
            await Task.WhenAny(load, Task.Delay(CheckInterval, cancellationToken));
        var peak = standalone.PeakResidentBytes;
        await standalone.KillAsync();
        var result = await load;
        if (result.Errors.Count > 0)
            Console.WriteLine(standalone.Output);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"memory: {uploadCount} uploads of {Sizes.Format(bytes)} at once, {Describe(result)}: {before / MebiByte} MiB before, {peak / MebiByte} MiB at most"));
        return peak < ResidentBytesMax && result.OperationCount == uploadCount ? 0 : 1;
    }

    private static string Describe(LoadResult result)
    {
        var errors = string.Concat(result.Errors.Select(pair => $", {pair.Value} with {(pair.Key == 0 ? "a broken connection" : $"status {pair.Key}")}"));
        return string.Create(CultureInfo.InvariantCulture, $"{result.OperationCount} stored in {result.Elapsed.TotalSeconds:F0} s{errors}");
    }

    private long FittingBytes()
    {
        var fitting = (long)((FreeBytes - DiskReserveBytes) / StoredBytesPerByte / uploadCount);
        return fitting >= uploadBytes ? uploadBytes : Math.Max(0, fitting / UploadBytesStep * UploadBytesStep);
    }
}
