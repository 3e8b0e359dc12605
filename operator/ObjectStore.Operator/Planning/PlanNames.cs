namespace ObjectStore.Operator.Planning;

/// <summary>Names of what the operator makes, from the names of stores and pools.</summary>
internal static class PlanNames
{
    /// <summary>Longest name of a store or pool: what is derived from it are names of Services, which have up to 63 characters.</summary>
    public const int NameLengthMax = 48;

    /// <summary>Secret with the cluster's identity and its authority. Outlives the store, so that the same devices can be taken up again.</summary>
    public static string Identity(string store) => $"{store}-identity";

    /// <summary>Secret with the master key, which outlives the store, too.</summary>
    public static string MasterKey(string store) => $"{store}-master-key";

    /// <summary>Secret with the keys of server-side encryption, which outlives the store as its data does.</summary>
    public static string EncryptionKeys(string store) => $"{store}-encryption-keys";

    /// <summary>Secret with the administrator's credentials.</summary>
    public static string Admin(string store) => $"{store}-admin";

    /// <summary>ConfigMap with the zone of each Kubernetes node.</summary>
    public static string Zones(string store) => $"{store}-zones";

    /// <summary>What there is of the gateways: Deployment, Service, ServiceAccount, PodDisruptionBudget, NetworkPolicy, HorizontalPodAutoscaler, Ingress, HTTPRoute.</summary>
    public static string Gateway(string store) => $"{store}-gateway";

    /// <summary>Service of the gateways' metrics and admin API.</summary>
    public static string GatewayAdmin(string store) => $"{store}-gateway-admin";

    /// <summary>Certificate of the gateways.</summary>
    public static string GatewayCertificate(string store) => $"{store}-gateway-tls";

    /// <summary>Certificate that cert-manager is asked for, and the Secret that it keeps it in.</summary>
    public static string EndpointCertificate(string store) => $"{store}-endpoint-tls";

    /// <summary>StatefulSet, Service, Secret and NetworkPolicy of the bundled database.</summary>
    public static string Postgres(string store) => $"{store}-postgres";

    /// <summary>The database that CloudNativePG is asked for; its Services and Secrets begin so.</summary>
    public static string Database(string store) => $"{store}-index";

    /// <summary>Secret with the connection to it.</summary>
    public static string DatabaseConnection(string store) => $"{store}-index-connection";

    /// <summary>NetworkPolicy of the storage nodes, which belongs to the store: it is what may connect to them.</summary>
    public static string NodesPolicy(string store) => $"{store}-nodes";

    /// <summary>DaemonSet and ServiceAccount of the storage nodes.</summary>
    public static string Node(string pool) => $"{pool}-node";

    /// <summary>Headless Service of the storage nodes.</summary>
    public static string Nodes(string pool) => $"{pool}-nodes";

    /// <summary>Certificate of the storage nodes.</summary>
    public static string NodeCertificate(string pool) => $"{pool}-node-tls";

    /// <summary>The name that all certificates of nodes of a cluster carry.</summary>
    public static string NodeServerName(Guid cluster) => $"node.{cluster:D}.objectstore.internal";
}
