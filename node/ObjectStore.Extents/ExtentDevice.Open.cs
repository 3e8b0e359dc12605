using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Checkpoints;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;
using ObjectStore.Extents.Recovery;

namespace ObjectStore.Extents;

/// <content>Making and opening devices.</content>
public sealed partial class ExtentDevice
{
    /// <summary>What mkfs makes in the root of an ext4 file system.</summary>
    public const string LostAndFound = "lost+found";

    /// <summary>Whether the directory already holds a device.</summary>
    public static bool Exists(string path) => File.Exists(Path.Combine(path, DeviceFileNames.Superblock));

    /// <summary>Makes a device in an empty or new directory. It is not open afterwards.</summary>
    /// <param name="path">The directory; its parents are made too.</param>
    /// <param name="cluster">The cluster that it belongs to.</param>
    /// <param name="pool">The storage pool that it belongs to.</param>
    /// <param name="time">The time of its making.</param>
    /// <returns>The superblock with the new identity.</returns>
    /// <exception cref="StorageException">Refused when the directory holds anything already but an empty file system's <c>lost+found</c>; DeviceFailed.</exception>
    public static Task<Superblock> CreateAsync(string path, Guid cluster, string pool, TimeProvider time)
    {
        return Task.Run(() => Guard(path, () =>
        {
            MakeDirectory(Path.GetFullPath(path));
            if (Directory.EnumerateDirectories(path).Any(folder => Path.GetFileName(folder) != LostAndFound)) throw NotEmpty(path);
            using var directory = FileDeviceDirectory.At(path);
            return Create(directory, new Superblock(DeviceId.New(), cluster, pool, time.GetUtcNow()));
        }));
    }

    /// <summary>Opens the device in a directory and brings it to its last durable state.</summary>
    /// <exception cref="StorageException">
    /// Refused: no device, another process has it open, or its format is newer. DeviceFailed: the disk cannot read or write.
    /// </exception>
    public static Task<ExtentDevice> OpenAsync(string path, ExtentsOptions options, ExtentsMetrics metrics, TimeProvider time, ILogger logger) =>
        Task.Run(() => OpenAsync(Guard(path, () => FileDeviceDirectory.At(path)), options, metrics, time, logger));

    /// <summary>The same over any directory, which the device owns from here on.</summary>
    /// <exception cref="StorageException">As of the other overload; the directory is disposed then.</exception>
    public static async Task<ExtentDevice> OpenAsync(
        IDeviceDirectory directory, ExtentsOptions options, ExtentsMetrics metrics, TimeProvider time, ILogger logger)
    {
        var salvage = new Salvage();
        var device = await Task.Factory.StartNew(
            () => Guard(directory.Path, () => Open(directory, options, metrics, time, logger, out salvage)),
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            options.Scheduler ?? TaskScheduler.Default);
        await device.AppendAsync(salvage);
        return device;
    }

    /// <summary>Writes the superblock of a new device. What a kill left of an earlier try is no device and does not stand in the way.</summary>
    internal static Superblock Create(IDeviceDirectory directory, Superblock superblock)
    {
        if (directory.List().Any(name => name != DeviceFileNames.SuperblockNew)) throw NotEmpty(directory.Path);
        using (var file = directory.Create(DeviceFileNames.SuperblockNew))
        {
            file.Write(0, [superblock.Format()], WriteMode.Buffered);
            file.Flush();
        }

        directory.Rename(DeviceFileNames.SuperblockNew, DeviceFileNames.Superblock);
        directory.Flush();
        return superblock;
    }

    /// <summary>Reads the superblock of a directory.</summary>
    internal static Superblock ReadSuperblock(IDeviceDirectory directory)
    {
        if (!directory.List().Contains(DeviceFileNames.Superblock)) throw Refused($"{directory.Path} holds no device.");
        using var file = directory.Open(DeviceFileNames.Superblock);
        var content = new byte[Math.Min(file.Length, SuperblockBytesMax)];
        var read = file.Read(0, content, default, default, ReadMode.Buffered);
        return Superblock.TryParse(content.AsSpan(0, read), out var superblock)
            ? superblock
            : throw Refused($"{directory.Path}: device.json is damaged, or of a newer format than this release reads.");
    }

    private const int SuperblockBytesMax = 64 << 10;

    private static ExtentDevice Open(
        IDeviceDirectory directory, ExtentsOptions options, ExtentsMetrics metrics, TimeProvider time, ILogger logger, out Salvage salvage)
    {
        ExtentSet? extents = null;
        try
        {
            var superblock = ReadSuperblock(directory);
            if (!directory.TryLock(DeviceFileNames.Lock)) throw Refused($"{directory.Path} is in use by another process.");
            var started = time.GetTimestamp();
            extents = new ExtentSet(directory, superblock.Device, options, time);
            var live = new LiveFragments(extents);
            var recovered = new DeviceRecovery(directory, superblock.Device, extents, live).Run();
            var checkpoints = new CheckpointWriter(directory, superblock.Device, live.Index, extents);
            checkpoints.KeepReserve();
            extents.SetCapacity();
            LogOpened(logger, superblock.Device, live, recovered.Report, time.GetElapsedTime(started));
            salvage = recovered.Salvage;
            return new ExtentDevice(new DeviceParts(directory, superblock, options, metrics, time, logger, extents, live, checkpoints), recovered);
        }
        catch
        {
            extents?.Close();
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Stores again what was whole of a batch that was not.</summary>
    private async Task AppendAsync(Salvage salvage)
    {
        var appends = salvage.Puts.Select(async fragment => await PutAsync(fragment, CancellationToken.None)).ToList();
        var ended = salvage.Deletes.FindAll(entry => _live.Index.TryGet(entry.Id, out var location) && location.Extent == entry.Extent);
        appends.Add(DeleteAsync(ended.ConvertAll(entry => entry.Id), CancellationToken.None).AsTask());
        try
        {
            await Task.WhenAll(appends);
        }
        catch (StorageException exception)
        {
            // Nobody was ever told that these were stored.
            Log.SalvageFailed(_logger, exception, Id);
        }
    }

    /// <summary>Makes a directory and its parents; each is an entry of the one above it, which has to be durable too.</summary>
    private static void MakeDirectory(string path)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path);
        if (parent is not null) MakeDirectory(parent);
        _ = Directory.CreateDirectory(path);
        if (parent is null) return;
        using var directory = FileDeviceDirectory.At(parent);
        directory.Flush();
    }

    private static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (DeviceIoException exception)
        {
            throw new StorageException(StorageErrorCode.DeviceFailed, $"The device in {path} cannot be opened.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageErrorCode.DeviceFailed, $"The directory {path} cannot be made.", exception);
        }
    }

    private static void LogOpened(ILogger logger, DeviceId device, LiveFragments live, RecoveryReport report, TimeSpan elapsed)
    {
        Log.Opened(logger, device, live.Index.Count, (long)elapsed.TotalMilliseconds, report.WasClean, report.ReplayedRecords);
        if (!report.HadCheckpoint && report.ReplayedRecords > 0) Log.NoCheckpoint(logger, device);
        if (report.HadTornBatch) Log.TornBatch(logger, device);
        if (report.DamagedBytes > 0) Log.DamageInLog(logger, device, report.DamagedBytes);
        if (report.UnreadableExtents + report.MissingExtents > 0) Log.ExtentsLost(logger, device, report.MissingExtents, report.UnreadableExtents);
    }

    private static StorageException NotEmpty(string path) => Refused($"{path} is not empty, no device is made in it.");

    private static StorageException Refused(string message) => new(StorageErrorCode.Refused, message);
}
