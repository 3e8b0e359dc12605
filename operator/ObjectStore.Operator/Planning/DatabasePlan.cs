using System.Data.Common;
using System.Text;
using System.Text.RegularExpressions;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Certificates;
using ObjectStore.Operator.Foreign;

namespace ObjectStore.Operator.Planning;

/// <summary>The database that CloudNativePG is asked for, and the way to it. Pure.</summary>
/// <param name="Store">The store, with its uid.</param>
/// <param name="ZoneTopologyKey">Label of Kubernetes nodes that names their zone.</param>
internal sealed partial record DatabasePlan(V1Alpha1ObjectStore Store, string ZoneTopologyKey)
{
    /// <summary>Longest name of a store with such a database: CloudNativePG takes names of up to 50 characters.</summary>
    public const int NameLengthMax = 44;

    /// <summary>Parameters that people may not set, in any case of letters: with them, or with what a file says that is included, acknowledged commits can be lost.</summary>
    private static readonly HashSet<string> ReservedParameters = new(["fsync", "full_page_writes", "include", "include_dir", "include_if_exists", "synchronous_commit", "synchronous_standby_names"], StringComparer.OrdinalIgnoreCase);

    private const string Retain = "Retain";
    private const string Component = "index";

    /// <summary>Each gateway opens up to some twenty.</summary>
    private const string ConnectionsMax = "500";

    private string Name => Store.Metadata.Name!;

    private Dictionary<string, string> Labels => PlanLabels.OfStore(Name, Component);

    /// <summary>It, or null where the spec asks for none. Without an owner it outlives the store: nobody deletes an index by deleting a resource, unless the spec says so.</summary>
    public V1PostgresCluster? Cluster() => Store.Spec!.Index.CloudNativePG is not { } asked ? null : new V1PostgresCluster
    {
        Metadata = PodParts.OwnedMeta(PlanNames.Database(Name), Store, Labels) with { OwnerReferences = asked.DeletionPolicy == Retain ? null : [Store.MakeControllerReference()] },
        Spec = new V1PostgresClusterSpec
        {
            Instances = asked.Instances,
            ImageName = asked.Image,
            Postgresql = new V1PostgresConfiguration
            {
                Parameters = ParametersOf(asked),

                // Every acknowledged commit is on the primary and one replica, in two zones.
                Synchronous = new V1PostgresSynchronous { Method = "any", Number = 1, DataDurability = "required" },
            },
            Affinity = new V1PostgresAffinity { EnablePodAntiAffinity = true, PodAntiAffinityType = "required", TopologyKey = ZoneTopologyKey },
            Storage = VolumeOf(asked.Storage),
            WalStorage = asked.WalStorage is { } log ? VolumeOf(log) : null,
            Resources = asked.Resources,
            Bootstrap = new V1PostgresBootstrap { Initdb = new V1PostgresInitialization { Database = PostgresPlan.User, Owner = PostgresPlan.User } },
        },
    };

    /// <summary>The Secret with the connection, from those that CloudNativePG makes; null as long as these are not whole.</summary>
    public static V1Secret? ConnectionSecret(V1Alpha1ObjectStore store, V1Secret? application, V1Secret? authority)
    {
        var name = store.Metadata.Name!;
        if (application?.Data is not { } data || authority?.Data?.GetValueOrDefault(ClusterAuthority.CertificateKey) is not { Length: > 0 } trusted) return null;
        if (Text("username") is not { } user || Text("password") is not { } password || Text("dbname") is not { } database) return null;
        var connection = new DbConnectionStringBuilder
        {
            ["Host"] = $"{PlanNames.Database(name)}-rw.{store.Metadata.Namespace}.svc",
            ["Port"] = PlanPaths.PostgresPort,
            ["Database"] = database,
            ["Username"] = user,
            ["Password"] = password,
            ["SSL Mode"] = "VerifyFull",
            ["Root Certificate"] = $"{PlanPaths.Index}/{ClusterAuthority.CertificateKey}",
        };
        return new V1Secret
        {
            Metadata = PodParts.OwnedMeta(PlanNames.DatabaseConnection(name), store, PlanLabels.OfStore(name, Component)),
            Data = new Dictionary<string, byte[]> { [PlanPaths.ConnectionKey] = Encoding.UTF8.GetBytes(connection.ConnectionString), [ClusterAuthority.CertificateKey] = trusted },
        };

        string? Text(string key) => data.GetValueOrDefault(key) is { Length: > 0 } value ? Encoding.UTF8.GetString(value) : null;
    }

    /// <summary>Whether people may set a parameter. PostgreSQL reads names without regard to case and to spaces around them; what is no name could carry another line into its configuration.</summary>
    public static bool MaySet(string parameter) => !ReservedParameters.Contains(parameter) && ParameterName().IsMatch(parameter);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?\z")]
    private static partial Regex ParameterName();

    private static SortedDictionary<string, string> ParametersOf(CloudNativePGIndex asked)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["max_connections"] = ConnectionsMax, ["wal_compression"] = "lz4" };
        foreach (var (name, value) in asked.Parameters ?? new Dictionary<string, string>()) parameters[name] = value;
        return parameters;
    }

    private static V1PostgresStorage VolumeOf(DatabaseStorage asked) => new() { Size = asked.Size, StorageClass = asked.StorageClassName };
}
