using ObjectStore.Cluster.Identities;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Iam;

/// <summary><c>Identities:MasterKeyFile</c>: the key that seals secrets of access keys in the catalog.</summary>
public static class MasterKeyFile
{
    /// <summary>Name of the setting.</summary>
    public const string Setting = "Identities:MasterKeyFile";

    /// <summary>Reads a file of the key's bytes and nothing else.</summary>
    /// <exception cref="SettingsException">It cannot be read, or is no key.</exception>
    public static MasterKey Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            return bytes.Length == MasterKey.Size ? new MasterKey(bytes) : throw new SettingsException($"{path} has {bytes.Length} bytes; a master key has {MasterKey.Size}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{Setting} {path} cannot be read: {exception.Message}", exception);
        }
    }
}
