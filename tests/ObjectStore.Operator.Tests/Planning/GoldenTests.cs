using System.Text.Json;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Serialization;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Foreign;
using ObjectStore.Operator.Planning;
using ObjectStore.Operator.Pools;
using ObjectStore.Operator.Stores;

namespace ObjectStore.Operator.Tests.Planning;

/// <summary>
/// Every object that the operator plans, as the API server gets it. Whoever changes one changes pods of running stores: the difference is for reviewers to see.
/// OBJECTSTORE_WRITE_GOLDEN=1 writes files that are missing.
/// </summary>
[Trait("Category", "Golden")]
public class GoldenTests
{
    private static readonly JsonSerializerOptions Json = new(new KubernetesJson([ApiJson.Default, ForeignJson.Default]).Options) { WriteIndented = true, IndentSize = 1 };

    private static readonly GatewayInputs Inputs = new(Samples.Cluster, "main-admin", "main-master-key", "main-encryption-keys", "main-postgres", "0123456789abcdef");

    public static TheoryData<string> Names => [.. Planned().Select(planned => planned.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_OfSamples_IsAsPinned(string name)
    {
        var entity = Planned().Single(planned => planned.Name == name).Entity;
        var actual = JsonSerializer.Serialize(entity, Json.GetTypeInfo(entity.GetType())) + "\n";
        var path = PathOf(name);
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("OBJECTSTORE_WRITE_GOLDEN") == "1") File.WriteAllText(path, actual);

        Assert.Equal(File.ReadAllText(path), actual);
    }

    [Fact]
    public void Plan_Twice_IsTheSame()
    {
        static string Text() => string.Concat(Planned().Select(planned => JsonSerializer.Serialize(planned.Entity, Json.GetTypeInfo(planned.Entity.GetType()))));

        Assert.Equal(Text(), Text());
    }

    private static IEnumerable<(string Name, IKubernetesObject<V1ObjectMeta> Entity)> Planned()
    {
        var (pool, store) = (Samples.Pool(), Samples.Store());
        var full = Samples.Pool(spec => spec with
        {
            NodeSelector = new Dictionary<string, string> { ["storage"] = "true" },
            Tolerations = [new V1Toleration { Key = "storage", Operator = "Exists", Effect = "NoSchedule" }],
            Devices = new StoragePoolDevices { Discovery = new DeviceDiscovery { Pattern = "/mnt/disks/*", SizeLimit = "500Gi" } },
            ZoneTopologyKey = "example.com/rack",
            ErasureProfile = "8+4",
            Resources = new V1ResourceRequirements { Requests = new Dictionary<string, string> { ["cpu"] = "1", ["memory"] = "1Gi" } },
            PriorityClassName = "storage",
        });
        var exposed = Samples.Store(spec => spec with
        {
            Index = new IndexSpec { Postgres = new PostgresIndex { ConnectionSecretName = "index" } },
            Gateway = new GatewaySpec
            {
                Compression = true,
                Replicas = 4,
                Hostnames = ["s3.example.com"],
                WebsiteDomains = ["web.example.com"],
                WebsiteHosts = ["www.example.org", "*.sites.example.org"],
                Service = new GatewayService { Type = "LoadBalancer", LoadBalancerClass = "example.com/lb", Annotations = new Dictionary<string, string> { ["example.com/pool"] = "public" } },
                Tls = new GatewayTls { SecretName = "s3-example-com" },
                Autoscaling = new GatewayAutoscaling { MinReplicas = 4, MaxReplicas = 20 },
                Ingress = new GatewayIngress { ClassName = "nginx", TlsSecretName = "ingress-tls", Annotations = new Dictionary<string, string> { ["nginx.ingress.kubernetes.io/proxy-body-size"] = "0" } },
            },
            Encryption = new StoreEncryption
            {
                MasterKeysSecretName = "master-keys",
                Vault = new VaultTransit { Address = "https://vault.example.com:8200", TokenSecretName = "vault-token", Namespace = "storage" },
            },
            NetworkPolicy = new StoreNetworkPolicy { ClientNamespaces = ["team-a", "team-b"], MetricsNamespaces = ["monitoring"] },
        });
        var node = new NodePlan(pool, "main", Samples.Cluster, Samples.Options);
        var gateway = new GatewayPlan(store, pool, Inputs, Samples.Options);
        var open = new GatewayPlan(exposed, full, Inputs, Samples.Options);
        var postgres = new PostgresPlan(store, Samples.Options);
        V1Pod[] pods = [Samples.Pod("a1", "zone-a"), Samples.Pod("b1", "zone-b"), Samples.Pod("b2", "zone-b")];
        yield return ("node-daemonset", node.DaemonSet());
        yield return ("node-daemonset-full", new NodePlan(full, "main", Samples.Cluster, Samples.Options).DaemonSet());
        yield return ("node-service", node.Service());
        yield return ("node-serviceaccount", node.ServiceAccount());
        yield return ("node-budget-closed", DisruptionPlan.Budgets(pool, pods, null).Last());
        yield return ("node-budget-open", DisruptionPlan.Budgets(pool, pods, "zone-b").Last());
        yield return ("gateway-deployment", gateway.Deployment());
        yield return ("gateway-deployment-full", open.Deployment());
        yield return ("gateway-service", gateway.Service());
        yield return ("gateway-service-full", open.Service());
        yield return ("gateway-service-admin", gateway.AdminService());
        yield return ("gateway-serviceaccount", gateway.ServiceAccount());
        yield return ("gateway-budget", gateway.DisruptionBudget());
        yield return ("gateway-autoscaler", new ExposurePlan(exposed).Autoscaler()!);
        yield return ("gateway-ingress", new ExposurePlan(exposed).Ingress()!);
        foreach (var foreign in Foreign()) yield return foreign;
        foreach (var policy in new NetworkPlan(Samples.Store(static spec => spec with { NetworkPolicy = new StoreNetworkPolicy() }), ["default"], "objectstore").All()) yield return ($"policy-{policy.Metadata.Name}", policy);
        foreach (var policy in new NetworkPlan(exposed, ["default"], "objectstore").All()) yield return ($"policy-{policy.Metadata.Name}-full", policy);
        var cold = Samples.Pool(static spec => spec with { StorageClassName = "STANDARD_IA" }, "cold");
        var tiered = Samples.Store(static spec => spec with
        {
            Pools = [new PoolReference { Name = "default" }, new PoolReference { Name = "cold" }],
            NetworkPolicy = new StoreNetworkPolicy { ClientNamespaces = ["team-a"] },
            ReplicationTargets = [new StoreReplicationTarget { Name = "site-b", Endpoint = "https://s3.b.example.com", SecretName = "site-b" }],
        });
        yield return ("gateway-deployment-pools", new GatewayPlan(tiered, pool, Inputs with { StorageClasses = [.. StorePools.Of(tiered, [pool, cold])!.ClusterClasses] }, Samples.Options).Deployment());
        yield return ("node-daemonset-pools", new NodePlan(cold, "main", Samples.Cluster, Samples.Options).DaemonSet());
        foreach (var policy in new NetworkPlan(tiered, ["default", "cold"], "objectstore").All()) yield return ($"policy-{policy.Metadata.Name}-pools", policy);
        yield return ("postgres-statefulset", postgres.StatefulSet());
        yield return ("postgres-service", postgres.Service());
        yield return ("zones-configmap", ZonePlan.ConfigMap(store, ZonePlan.ZonesOf([Samples.Node("a1", "zone-a"), Samples.Node("b1", "zone-b"), Samples.Node("x", null)], "topology.kubernetes.io/zone")));
    }

    /// <summary>What other operators are asked for.</summary>
    private static IEnumerable<(string Name, IKubernetesObject<V1ObjectMeta> Entity)> Foreign()
    {
        var issuer = new GatewayCertManager { IssuerRef = new CertificateIssuer { Name = "internal" } };
        var certified = Samples.Store(spec => spec with { Gateway = new GatewaySpec { Hostnames = ["s3.example.com"], Tls = new GatewayTls { CertManager = issuer } } });
        var named = Samples.Store(spec => spec with
        {
            Gateway = new GatewaySpec
            {
                Tls = new GatewayTls
                {
                    CertManager = new GatewayCertManager { IssuerRef = new CertificateIssuer { Name = "vault", Kind = "ClusterIssuer" }, DnsNames = ["s3.example.com"], Duration = "720h" },
                },
            },
        });
        var parent = new RouteParent { Name = "public", Namespace = "ingress", SectionName = "https" };
        yield return ("gateway-route", new ExposurePlan(Samples.Store(spec => spec with { Gateway = new GatewaySpec { Hostnames = ["s3.example.com"], GatewayApi = new GatewayApiRoute { ParentRefs = [parent] } } })).Route()!);
        var index = new CloudNativePGIndex
        {
            Instances = 5,
            Storage = new DatabaseStorage { Size = "200Gi", StorageClassName = "fast" },
            WalStorage = new DatabaseStorage { Size = "40Gi" },
            Resources = new V1ResourceRequirements { Requests = new Dictionary<string, string> { ["memory"] = "8Gi" } },
            Parameters = new Dictionary<string, string> { ["max_wal_size"] = "8GB", ["max_connections"] = "800" },
            Image = "registry.local/postgresql:17.2",
            DeletionPolicy = "Delete",
        };
        yield return ("index-cluster", new DatabasePlan(Samples.Store(static spec => spec with { Index = new IndexSpec { CloudNativePG = new CloudNativePGIndex() } }), "topology.kubernetes.io/zone").Cluster()!);
        yield return ("index-cluster-full", new DatabasePlan(Samples.Store(spec => spec with { Index = new IndexSpec { CloudNativePG = index } }), "example.com/rack").Cluster()!);
        yield return ("gateway-deployment-certmanager", new GatewayPlan(certified, Samples.Pool(), Inputs, Samples.Options).Deployment());
        foreach (var (name, store) in new[] { ("gateway-certificate", certified), ("gateway-certificate-full", named) })
            yield return (name, new CertificatePlan(store, StoreSecrets.HostsOf(store, Samples.Options.ClusterDomain)).Certificate()!);
    }

    private static string PathOf(string name)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(directory.FullName, "tests", "golden"))) directory = directory.Parent ?? throw new DirectoryNotFoundException("There is no tests/golden above the tests.");
        return Path.Combine(Directory.CreateDirectory(Path.Combine(directory.FullName, "tests", "golden", "operator")).FullName, name + ".json");
    }
}
