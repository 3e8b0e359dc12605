using System.Data.Common;
using System.Text;
using ObjectStore.Operator.Certificates;

namespace ObjectStore.Operator.Curators;

/// <summary>What a store's curator needs to talk to others; may change while it works.</summary>
internal sealed class CuratorSecrets(byte[] connection, byte[] masterKey, ClusterAuthority authority)
{
    /// <summary>Connection string of the index.</summary>
    public byte[] Connection { get; } = connection;

    /// <summary>Whom to trust as the index, in PEM; null where the connection string says all there is to say.</summary>
    public byte[]? IndexAuthority { get; init; }

    /// <summary>Seals secret access keys in the catalog.</summary>
    public byte[] MasterKey { get; } = masterKey;

    /// <summary>Issues the curator's own certificate.</summary>
    public ClusterAuthority Authority { get; } = authority;

    /// <summary>Files of destinations of events, by their names.</summary>
    public IReadOnlyDictionary<string, byte[]> Destinations { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Files of replication, by their names.</summary>
    public IReadOnlyDictionary<string, byte[]> Replication { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>The connection string of a process that has <see cref="IndexAuthority"/> in a file.</summary>
    public byte[] ConnectionWith(string authorityFile)
    {
        var connection = new DbConnectionStringBuilder { ConnectionString = Encoding.UTF8.GetString(Connection) };
        connection["Root Certificate"] = authorityFile;
        return Encoding.UTF8.GetBytes(connection.ConnectionString);
    }
}
