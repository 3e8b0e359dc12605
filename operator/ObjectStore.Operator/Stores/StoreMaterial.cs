using System.Text;
using ObjectStore.Operator.Certificates;

namespace ObjectStore.Operator.Stores;

/// <summary>Identity and secrets of a store, read from Secrets.</summary>
/// <param name="Cluster">Identity of its cluster.</param>
/// <param name="Authority">Issues its certificates.</param>
/// <param name="MasterKey">Encrypts secret access keys in the catalog.</param>
/// <param name="Connection">Connection string of the index.</param>
/// <param name="Names">Secrets that pods refer to.</param>
/// <param name="SecretsHash">Changes with what gateways read once.</param>
internal sealed record StoreMaterial(Guid Cluster, ClusterAuthority Authority, byte[] MasterKey, byte[] Connection, StoreSecretNames Names, string SecretsHash)
{
    /// <summary>Whom to trust as the index, in PEM, where its Secret says so.</summary>
    public byte[]? IndexAuthority { get; init; }

    /// <summary>Where events go.</summary>
    public required StoreDestinations Destinations { get; init; }

    /// <summary>Where buckets may be replicated to.</summary>
    public required StoreTargets Targets { get; init; }

    // Not printed.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Cluster = ").Append(Cluster);
        return true;
    }
}
