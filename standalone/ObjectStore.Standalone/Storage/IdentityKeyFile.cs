using System.Security.Cryptography;
using ObjectStore.Cluster.Identities;
using ObjectStore.Core.Errors;
using ObjectStore.Extents.Devices;

namespace ObjectStore.Standalone.Storage;

/// <summary>The key that seals secrets of access keys, where no setting names one: a file of the data directory, made at the first start.</summary>
/// <remarks>
/// Only its owner may read it. It protects an index that lies elsewhere, or a copy of the index, and not against who reads the whole data directory. The file
/// is durable before the key is used: a secret that nobody can open again would be an access key that was given out and lost.
/// </remarks>
internal static class IdentityKeyFile
{
    private const string Name = "identity-master.key";
    private const string NewName = Name + ".new";

    /// <summary>Reads the key of a data directory that this process has locked, or makes it.</summary>
    /// <exception cref="StorageException">Code Refused when it cannot be read or made, or is no key.</exception>
    public static MasterKey ReadOrMake(string directory)
    {
        try
        {
            var path = Path.Combine(directory, Name);
            if (!File.Exists(path)) Make(directory);
            var bytes = File.ReadAllBytes(path);
            return bytes.Length == MasterKey.Size
                ? new MasterKey(bytes)
                : throw new StorageException(StorageErrorCode.Refused, $"'{path}' has {bytes.Length} bytes and is no master key. Restore it, or remove it and make all access keys of IAM anew.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DeviceIoException)
        {
            throw new StorageException(StorageErrorCode.Refused, $"The master key of identities in '{directory}' cannot be read or made: {exception.Message}", exception);
        }
    }

    private static void Make(string directory)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(Path.Combine(directory, NewName), options))
        {
            file.Write(RandomNumberGenerator.GetBytes(MasterKey.Size));
            file.Flush(flushToDisk: true);
        }

        using var folder = FileDeviceDirectory.At(directory);
        folder.Rename(NewName, Name);
        folder.Flush();
    }
}
