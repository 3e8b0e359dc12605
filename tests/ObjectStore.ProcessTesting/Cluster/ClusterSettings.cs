namespace ObjectStore.ProcessTesting.Cluster;

/// <summary>What a cluster of processes is started with.</summary>
public sealed record ClusterSettings
{
    /// <summary>Where nodes, certificates and lists are kept; exists.</summary>
    public required string Directory { get; init; }

    /// <summary>Zone of each node.</summary>
    public IReadOnlyList<string> Zones { get; init; } = ["a", "a", "b", "b", "c", "c"];

    /// <summary>Devices of each node.</summary>
    public int DevicesPerNode { get; init; } = 2;

    /// <summary>How many gateways there are.</summary>
    public int GatewayCount { get; init; } = 2;

    /// <summary>Whether everybody reaches the nodes through <see cref="TcpProxy"/>s, whose connections can be cut and delayed.</summary>
    public bool HasProxies { get; init; }

    /// <summary>Whether gateways, nodes and curator talk without TLS, which they do on loopback only.</summary>
    public bool IsPlainText { get; init; }

    /// <summary>Access key of the root identity.</summary>
    public string AccessKey { get; init; } = "cluster-access-key";

    /// <summary>Its secret key.</summary>
    public string SecretKey { get; init; } = "cluster/secret+key=0123456789";

    /// <summary>More settings of every node, name and value in turn.</summary>
    public IReadOnlyList<string> NodeArguments { get; init; } = [];

    /// <summary>More settings of the curator.</summary>
    public IReadOnlyList<string> CuratorArguments { get; init; } = [];

    /// <summary>More settings of every gateway.</summary>
    public IReadOnlyList<string> GatewayArguments { get; init; } = [];

    /// <summary>Whether PostgreSQL has a synchronous standby.</summary>
    public bool HasStandby { get; init; }

    /// <summary>Settings of PostgreSQL, <c>name=value</c>.</summary>
    public IReadOnlyList<string> PostgresSettings { get; init; } = [];
}
