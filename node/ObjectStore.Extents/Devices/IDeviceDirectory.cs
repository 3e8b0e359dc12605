namespace ObjectStore.Extents.Devices;

/// <summary>
/// The directory that a device lives in: the seam between the engine and the operating system. The real one is
/// <see cref="FileDeviceDirectory"/>; tests put a simulated one in its place.
/// </summary>
/// <remarks>
/// Names are plain file names without separators. Creating, renaming and deleting is durable only after <see cref="Flush"/>. All members
/// are thread-safe and block; they throw <see cref="DeviceIoException"/>.
/// </remarks>
public interface IDeviceDirectory : IDisposable
{
    /// <summary>Where it is, for messages.</summary>
    string Path { get; }

    /// <summary>Bytes that the file system still has for this process.</summary>
    long AvailableBytes { get; }

    /// <summary>Takes the exclusive lock file <paramref name="name"/>, held until disposal or the end of the process; false when another holds it.</summary>
    bool TryLock(string name);

    /// <summary>The names of all files.</summary>
    IReadOnlyList<string> List();

    /// <summary>Creates a file; one of that name is emptied.</summary>
    IDeviceFile Create(string name);

    /// <summary>Opens an existing file for reading and writing.</summary>
    IDeviceFile Open(string name);

    /// <summary>Renames a file; one of the new name is replaced.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file; one that is not there is skipped. Open files stay usable.</summary>
    void Delete(string name);

    /// <summary>Makes creations, renames and deletions durable (fsync of the directory).</summary>
    void Flush();
}
