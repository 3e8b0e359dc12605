using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ObjectStore.Extents.Devices;

/// <summary>A directory of the operating system (Linux).</summary>
public sealed class FileDeviceDirectory : IDeviceDirectory
{
    private const int OwnerReadWrite = 0x180;

    private readonly SafeFileHandle _directory;
    private SafeFileHandle? _lock;

    private FileDeviceDirectory(string path, SafeFileHandle directory)
    {
        Path = path;
        _directory = directory;
    }

    /// <inheritdoc />
    public string Path { get; }

    /// <inheritdoc />
    public long AvailableBytes
    {
        get
        {
            try
            {
                return new DriveInfo(Path).AvailableFreeSpace;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new DeviceIoException($"statfs {Path}: {exception.Message}", isFull: false);
            }
        }
    }

    /// <summary>Opens an existing directory.</summary>
    /// <exception cref="DeviceIoException">It is not there or cannot be opened.</exception>
    public static FileDeviceDirectory At(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        return new FileDeviceDirectory(full, OpenHandle(full, Libc.OpenReadOnly));
    }

    /// <inheritdoc />
    public bool TryLock(string name)
    {
        var handle = OpenHandle(PathOf(name), Libc.OpenReadWrite | Libc.OpenCreate);
        if (Libc.Lock(handle, Libc.LockExclusive | Libc.LockNonBlocking) != 0)
        {
            handle.Dispose();
            return false;
        }

        _lock = handle;
        return true;
    }

    /// <inheritdoc />
    public IReadOnlyList<string> List()
    {
        try
        {
            return [.. Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DeviceIoException($"list {Path}: {exception.Message}", isFull: false);
        }
    }

    /// <inheritdoc />
    public IDeviceFile Create(string name) =>
        new FileDeviceFile(PathOf(name), OpenHandle(PathOf(name), Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenTruncate));

    /// <inheritdoc />
    public IDeviceFile Open(string name) => new FileDeviceFile(PathOf(name), OpenHandle(PathOf(name), Libc.OpenReadWrite));

    /// <inheritdoc />
    public void Rename(string from, string to) => Map("rename", from, () => File.Move(PathOf(from), PathOf(to), overwrite: true));

    /// <inheritdoc />
    public void Delete(string name) => Map("unlink", name, () => File.Delete(PathOf(name)));

    /// <inheritdoc />
    public void Flush()
    {
        if (Libc.Sync(_directory) != 0) throw Failure("fsync", Path, Marshal.GetLastPInvokeError());
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _lock?.Dispose();
        _directory.Dispose();
    }

    private static SafeFileHandle OpenHandle(string path, int flags)
    {
        int descriptor;
        while ((descriptor = Libc.Open(path, flags | Libc.OpenCloseOnExec, OwnerReadWrite)) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Libc.ErrorInterrupted) throw Failure("open", path, error);
        }

        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static void Map(string call, string name, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // .NET keeps errno in the low bits of HResult for errors that it has no class for; ENOSPC is one.
            throw new DeviceIoException($"{call} {name}: {exception.Message}", exception.HResult is Libc.ErrorNoSpace or Libc.ErrorQuota);
        }
    }

    private static DeviceIoException Failure(string call, string path, int error) =>
        new($"{call} {path}", error is Libc.ErrorNoSpace or Libc.ErrorQuota, error);

    private string PathOf(string name) => System.IO.Path.Combine(Path, name);
}
