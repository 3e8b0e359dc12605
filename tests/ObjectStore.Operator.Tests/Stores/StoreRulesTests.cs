using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Stores;

namespace ObjectStore.Operator.Tests.Stores;

public class StoreRulesTests
{
    public static TheoryData<string, ObjectStoreSpec?> BadSpecs => new()
    {
        { "InvalidIndex", Samples.Store().Spec! with { Index = new IndexSpec() } },
        { "InvalidIndex", Samples.Store().Spec! with { Index = new IndexSpec { Bundled = new BundledIndex(), Postgres = new PostgresIndex { ConnectionSecretName = "x" } } } },
        { "InvalidIndex", Samples.Store().Spec! with { Index = new IndexSpec { CloudNativePG = new CloudNativePGIndex { Parameters = new Dictionary<string, string> { ["fsync"] = "off" } } } } },
        { "InvalidIndex", Samples.Store().Spec! with { Index = new IndexSpec { CloudNativePG = new CloudNativePGIndex(), Bundled = new BundledIndex() } } },
        { "InvalidPools", Samples.Store().Spec! with { Pools = [] } },
        { "InvalidPools", Samples.Store().Spec! with { Pools = [new PoolReference { Name = "default" }, new PoolReference { Name = "default" }] } },
        { "InvalidPools", Samples.Store().Spec! with { Pools = [.. Enumerable.Range(0, StoreRules.PoolsMax + 1).Select(static i => new PoolReference { Name = $"p{i}" })] } },
        { "PoolNotFound", Samples.Store().Spec! with { Pools = [new PoolReference { Name = "default" }, new PoolReference { Name = "other" }] } },
        { "InvalidStorageClasses", Samples.Store().Spec! with { StorageClasses = [new StoreStorageClass { Name = "standard_ia", Pool = "default" }] } },
        { "InvalidStorageClasses", Samples.Store().Spec! with { StorageClasses = [new StoreStorageClass { Name = "INTELLIGENT_TIERING", Pool = "default" }] } },
        { "InvalidStorageClasses", Samples.Store().Spec! with { StorageClasses = [new StoreStorageClass { Name = "STANDARD_IA", Pool = "other" }] } },
        { "InvalidStorageClasses", Samples.Store().Spec! with { StorageClasses = [new StoreStorageClass { Name = "A", Pool = "default" }, new StoreStorageClass { Name = "A", Pool = "default" }] } },
        { "InvalidStorageClasses", Samples.Store().Spec! with { StorageClasses = [new StoreStorageClass { Name = "STANDARD", Pool = "default", Archive = true }] } },
        { "InvalidStorageClasses", Samples.Store().Spec! with { StorageClasses = [new StoreStorageClass { Name = "A", Pool = "default", InfrequentAccessPool = "default" }] } },
        { "InvalidStorageClasses", Samples.Store().Spec! with { StorageClasses = [new StoreStorageClass { Name = "A", Pool = "default", InfrequentAccessPool = "other" }] } },
        { "InvalidStorageClasses", Samples.Store().Spec! with { StorageClasses = [new StoreStorageClass { Name = "A", Pool = "default", InfrequentAccessAfterDays = 3 }] } },
        { "InvalidReplication", Samples.Store().Spec! with { ReplicationTargets = [Target("a", "ftp://b")] } },
        { "InvalidReplication", Samples.Store().Spec! with { ReplicationTargets = [Target("a", "https://user:password@b")] } },
        { "InvalidReplication", Samples.Store().Spec! with { ReplicationTargets = [Target("a", "https://b/path")] } },
        { "InvalidReplication", Samples.Store().Spec! with { ReplicationTargets = [Target("a b", "https://b")] } },
        { "InvalidReplication", Samples.Store().Spec! with { ReplicationTargets = [Target("a", "https://b"), Target("A", "https://c")] } },
        { "InvalidReplication", Samples.Store().Spec! with { ReplicationTargets = [.. Enumerable.Range(0, 33).Select(static i => Target($"t{i}", "https://b"))] } },
        { "PoolNotFound", Samples.Store().Spec! with { Pools = [new PoolReference { Name = "other" }] } },
        { "InvalidTls", Samples.Store().Spec! with { Gateway = new GatewaySpec { Tls = new GatewayTls() } } },
        { "InvalidTls", Samples.Store().Spec! with { Gateway = new GatewaySpec { Tls = new GatewayTls { SelfSigned = true, SecretName = "x" } } } },
        {
            "InvalidTls",
            Samples.Store().Spec! with { Gateway = new GatewaySpec { Tls = new GatewayTls { SecretName = "x", CertManager = new GatewayCertManager { IssuerRef = new CertificateIssuer { Name = "y" } } } } }
        },
        { "InvalidGatewayApi", Samples.Store().Spec! with { Gateway = new GatewaySpec { GatewayApi = new GatewayApiRoute { ParentRefs = [new RouteParent { Name = "x" }] } } } },
        { "InvalidIngress", Samples.Store().Spec! with { Gateway = new GatewaySpec { Ingress = new GatewayIngress() } } },
        { "InvalidWebsites", Samples.Store().Spec! with { Gateway = new GatewaySpec { Hostnames = ["s3.example.com"], WebsiteDomains = ["s3.example.com"] } } },
        { "InvalidWebsites", Samples.Store().Spec! with { Gateway = new GatewaySpec { WebsiteHosts = ["www..example.com"] } } },
        { "InvalidAutoscaling", Samples.Store().Spec! with { Gateway = new GatewaySpec { Resources = Cpu, Autoscaling = new GatewayAutoscaling { MinReplicas = 3, MaxReplicas = 2 } } } },
        { "InvalidAutoscaling", Samples.Store().Spec! with { Gateway = new GatewaySpec { Autoscaling = new GatewayAutoscaling { MaxReplicas = 5 } } } },
        {
            "InvalidEncryption",
            Samples.Store().Spec! with { Encryption = new StoreEncryption { KmsKeysSecretName = "x", Vault = new VaultTransit { Address = "https://vault.example.com", TokenSecretName = "y" } } }
        },
    };

    public static TheoryData<StoreDestination, bool> Destinations => new()
    {
        { new StoreDestination { Name = "hook", Url = "https://hook.example.com/" }, true },
        { new StoreDestination { Name = "bus", Url = "amqps://bus.example.com/v", Exchange = "e", SecretName = "x" }, true },
        { new StoreDestination { Name = "bus", Url = "amqp://bus.example.com", RoutingKey = "q", SecretName = "x" }, true },
        { new StoreDestination { Name = "bus", Url = "amqp://bus.example.com", RoutingKey = "q" }, false },
        { new StoreDestination { Name = "bus", Url = "amqp://bus.example.com", SecretName = "x" }, false },
        { new StoreDestination { Name = "bus", Url = "amqp://user:password@bus.example.com", RoutingKey = "q", SecretName = "x" }, false },
        { new StoreDestination { Name = "hook", Url = "https://hook.example.com/", Exchange = "e" }, false },
        { new StoreDestination { Name = "a hook", Url = "https://hook.example.com/" }, false },
        { new StoreDestination { Name = "hook", Url = "ftp://hook.example.com/" }, false },
    };

    private static V1ResourceRequirements Cpu { get; } = new() { Requests = new Dictionary<string, string> { ["cpu"] = "1" } };

    [Theory]
    [MemberData(nameof(BadSpecs))]
    public void Judge_SpecIsWrong_GivesReason(string reason, ObjectStoreSpec? spec)
    {
        var store = Samples.Store() with { Spec = spec };

        var (pool, problem) = StoreRules.Judge(store, [store], [Samples.Pool()]);

        Assert.Null(pool);
        Assert.Equal(reason, problem?.Reason);
    }

    /// <summary>As PostgreSQL reads them: in any case, with spaces, and whatever else ends up as a line of its configuration.</summary>
    [Theory]
    [InlineData("shared_buffers", true)]
    [InlineData("TimeZone", true)]
    [InlineData("pg_stat_statements.max", true)]
    [InlineData("fsync", false)]
    [InlineData("Fsync", false)]
    [InlineData("SYNCHRONOUS_COMMIT", false)]
    [InlineData("full_page_writes ", false)]
    [InlineData("work_mem\nfsync", false)]
    [InlineData("work_mem\n", false)]
    [InlineData("include", false)]
    [InlineData("", false)]
    public void Judge_ParameterOfTheDatabase_IsRefusedWhereDurabilityDependsOnIt(string name, bool isFine)
    {
        var store = Samples.Store(spec => spec with { Index = new IndexSpec { CloudNativePG = new CloudNativePGIndex { Parameters = new Dictionary<string, string> { [name] = "off" } } } });

        Assert.Equal(isFine ? null : "InvalidIndex", StoreRules.Judge(store, [store], [Samples.Pool()]).Problem?.Reason);
    }

    [Fact]
    public void Judge_NameLeavesNoRoomForADatabase_IsRefused()
    {
        var store = Samples.Store(static spec => spec with { Index = new IndexSpec { CloudNativePG = new CloudNativePGIndex() } }, new string('a', 45));

        Assert.Equal("InvalidName", StoreRules.Judge(store, [store], [Samples.Pool()]).Problem?.Reason);
        Assert.Null(StoreRules.Judge(store with { Spec = Samples.Store().Spec }, [store], [Samples.Pool()]).Problem);
    }

    [Fact]
    public void Judge_TwoStoresNameAPool_TheFirstHasIt()
    {
        var first = Samples.Store();
        var second = Samples.Store(name: "second") with { Metadata = first.Metadata with { Name = "second", Uid = "2", CreationTimestamp = Samples.Now.AddSeconds(1) } };

        Assert.Null(StoreRules.Judge(first, [second, first], [Samples.Pool()]).Problem);
        Assert.Equal("PoolTaken", StoreRules.Judge(second, [second, first], [Samples.Pool()]).Problem?.Reason);
    }

    [Fact]
    public void Judge_PoolsWithDifferentLabelsOfZones_AreRefused()
    {
        var store = Samples.Store(static spec => spec with { Pools = [new PoolReference { Name = "default" }, new PoolReference { Name = "cold" }] });
        var (pool, cold) = (Samples.Pool(), Samples.Pool(name: "cold"));

        Assert.Equal(["default", "cold"], StoreRules.Judge(store, [store], [cold, pool]).Pools!.Names);
        Assert.Equal("InvalidPools", StoreRules.Judge(store, [store], [pool, cold with { Spec = cold.Spec! with { ZoneTopologyKey = "example.com/rack" } }]).Problem?.Reason);
    }

    [Fact]
    public void Judge_ClassOfAPoolThatIsNamedNoMore_IsFollowedWhileThatHoldsData()
    {
        var store = Samples.Store(static spec => spec with { StorageClasses = [new StoreStorageClass { Name = "STANDARD_IA", Pool = "cold" }] });
        var (pool, cold) = (Samples.Pool(), Samples.Pool(name: "cold"));

        Assert.Null(StoreRules.Judge(store, [store], [pool, cold with { Status = new StoragePoolStatus { Store = "main", ClusterPool = "cold" } }]).Problem);
        Assert.Equal("InvalidStorageClasses", StoreRules.Judge(store, [store], [pool, cold]).Problem?.Reason);
    }

    [Theory]
    [MemberData(nameof(Destinations))]
    public void Judge_Destination_MustBeAWebhookOrABroker(StoreDestination? destination, bool isGood)
    {
        var store = Samples.Store(spec => spec with { Events = new StoreEvents { Destinations = [destination!] } });

        var problem = StoreRules.Judge(store, [store], [Samples.Pool()]).Problem;

        Assert.Equal(isGood ? null : "InvalidEvents", problem?.Reason);
        Assert.DoesNotContain("password@", problem?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_Targets_AreFollowed()
    {
        var store = Samples.Store(static spec => spec with { ReplicationTargets = [Target("a", "https://b:9000/"), Target("b", "http://c")] });

        Assert.Null(StoreRules.Judge(store, [store], [Samples.Pool()]).Problem);
    }

    [Fact]
    public void Judge_TwoDestinationsOfOneName_IsRefused()
    {
        var (one, other) = (new StoreDestination { Name = "hook", Url = "https://a.example.com/" }, new StoreDestination { Name = "Hook", Url = "https://b.example.com/" });
        var store = Samples.Store(spec => spec with { Events = new StoreEvents { Destinations = [one, other] } });

        Assert.Equal("InvalidEvents", StoreRules.Judge(store, [store], [Samples.Pool()]).Problem?.Reason);
    }

    private static StoreReplicationTarget Target(string name, string endpoint) => new() { Name = name, Endpoint = endpoint, SecretName = "x" };
}
