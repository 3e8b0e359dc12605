using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Hosting;

namespace ObjectStore.Operator.Planning;

/// <summary>What a store's gateways are made of. Pure: the same for the same input.</summary>
/// <param name="Store">The store, with its uid.</param>
/// <param name="Pool">Its first pool.</param>
/// <param name="Inputs">What other objects say.</param>
/// <param name="Options">Images.</param>
internal sealed record GatewayPlan(V1Alpha1ObjectStore Store, V1Alpha1StoragePool Pool, GatewayInputs Inputs, OperatorOptions Options)
{
    /// <summary>Volume with the connection to the index.</summary>
    public const string IndexVolume = "index";

    /// <summary>Volume with the keys of server-side encryption.</summary>
    public const string EncryptionVolume = "encryption-keys";

    private const string SecretsAnnotation = "objectstore.dev/secrets";

    /// <summary>How long a gateway serves on after it was told to stop, so that everybody has stopped sending to it.</summary>
    private const int DrainSeconds = 10;

    /// <summary>Uploads that are under way may take this long to end after that.</summary>
    private const int TerminationGraceSeconds = 90;

    private string Name => Store.Metadata.Name!;

    private ObjectStoreSpec Spec => Store.Spec!;

    /// <summary>Labels that select the pods, and nothing else.</summary>
    public Dictionary<string, string> Selector => PlanLabels.OfStore(Name, PlanLabels.Gateway);

    /// <summary>The certificate of others that clients see, or null where the cluster's own is shown, or none.</summary>
    private string? EndpointSecret => EndpointSecretOf(Store);

    /// <summary>Where the certificate is that clients see; null for plain HTTP.</summary>
    private string? EndpointCertificates => Spec.Gateway.Tls is null ? null : EndpointSecret is null ? PlanPaths.Tls : PlanPaths.EndpointTls;

    /// <summary>Secret with the certificate of others that clients of a store see; null where the cluster's own is shown, or none.</summary>
    public static string? EndpointSecretOf(V1Alpha1ObjectStore store) => store.Spec!.Gateway.Tls switch
    {
        { CertManager: not null } => PlanNames.EndpointCertificate(store.Metadata.Name!),
        var tls => tls?.SecretName,
    };

    /// <summary>The gateways: one more while they are replaced, never one less.</summary>
    public V1Deployment Deployment() => new()
    {
        Metadata = PodParts.OwnedMeta(PlanNames.Gateway(Name), Store, Selector),
        Spec = new V1DeploymentSpec
        {
            Replicas = Spec.Gateway.Replicas,
            Selector = new V1LabelSelector { MatchLabels = Selector },
            Strategy = new V1DeploymentStrategy { Type = "RollingUpdate", RollingUpdate = new V1RollingUpdate { MaxSurge = 1, MaxUnavailable = 0 } },
            RevisionHistoryLimit = 3,
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = Selector, Annotations = new Dictionary<string, string> { [SecretsAnnotation] = Inputs.SecretsHash } },
                Spec = Pod(),
            },
        },
    };

    /// <summary>What clients talk to; those in a zone to gateways there, as long as there are some.</summary>
    public V1Service Service() => new()
    {
        Metadata = PodParts.OwnedMeta(PlanNames.Gateway(Name), Store, Selector) with { Annotations = Spec.Gateway.Service.Annotations },
        Spec = new V1ServiceSpec
        {
            Type = Spec.Gateway.Service.Type,
            LoadBalancerClass = Spec.Gateway.Service.LoadBalancerClass,
            Selector = Selector,
            TrafficDistribution = "PreferClose",
            Ports = [new V1ServicePort { Name = "s3", Port = PlanPaths.S3Port, TargetPort = "s3", Protocol = "TCP" }],
        },
    };

    /// <summary>Metrics and the admin API, inside the cluster only, however clients reach the store.</summary>
    public V1Service AdminService() => new()
    {
        Metadata = PodParts.OwnedMeta(PlanNames.GatewayAdmin(Name), Store, Selector),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = Selector,
            Ports = [new V1ServicePort { Name = "admin", Port = PlanPaths.AdminPort, TargetPort = "admin", Protocol = "TCP" }],
        },
    };

    /// <summary>An account without rights: gateways never talk to the API server.</summary>
    public V1ServiceAccount ServiceAccount() => new() { Metadata = PodParts.OwnedMeta(PlanNames.Gateway(Name), Store, Selector), AutomountServiceAccountToken = false };

    /// <summary>One gateway at a time may be evicted; one that does not serve may always, or it would hold up a drain for nothing.</summary>
    public V1PodDisruptionBudget DisruptionBudget() => new()
    {
        Metadata = PodParts.OwnedMeta(PlanNames.Gateway(Name), Store, Selector),
        Spec = new V1PodDisruptionBudgetSpec { Selector = new V1LabelSelector { MatchLabels = Selector }, MaxUnavailable = 1, UnhealthyPodEvictionPolicy = "AlwaysAllow" },
    };

    private V1PodSpec Pod() => new()
    {
        ServiceAccountName = PlanNames.Gateway(Name),
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        TerminationGracePeriodSeconds = TerminationGraceSeconds,
        SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, RunAsUser = PodParts.User, RunAsGroup = PodParts.User, FsGroup = PodParts.User, SeccompProfile = PodParts.Seccomp },
        TopologySpreadConstraints = [Spread(Pool.Spec!.ZoneTopologyKey), Spread("kubernetes.io/hostname")],
        Containers = [Container()],
        Volumes = [.. Volumes()],
    };

    private V1TopologySpreadConstraint Spread(string key) => new()
    {
        TopologyKey = key,
        MaxSkew = 1,
        WhenUnsatisfiable = "ScheduleAnyway",
        LabelSelector = new V1LabelSelector { MatchLabels = Selector },
        MatchLabelKeys = ["pod-template-hash"],
    };

    private V1Container Container() => new()
    {
        Name = PlanLabels.Gateway,
        Image = Options.GatewayImage,
        ImagePullPolicy = Options.ImagePullPolicy,
        Env = [.. Settings()],
        Ports =
        [
            new V1ContainerPort { Name = "s3", ContainerPort = PlanPaths.S3Port, Protocol = "TCP" },
            new V1ContainerPort { Name = "admin", ContainerPort = PlanPaths.AdminPort, Protocol = "TCP" },
        ],
        Resources = Spec.Gateway.Resources,
        StartupProbe = PodParts.Probe("/healthz", "admin", 1, 120),
        LivenessProbe = PodParts.Probe("/healthz", "admin", 10, 6),
        ReadinessProbe = PodParts.Probe("/readyz", "admin", 2, 3),
        Lifecycle = new V1Lifecycle { PreStop = new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = DrainSeconds } } },
        SecurityContext = PodParts.Restricted,
        VolumeMounts = [.. Mounts()],
    };

    private IEnumerable<V1EnvVar> Settings()
    {
        yield return PodParts.FromField("POD_NAME", "metadata.name");
        yield return PodParts.FromField("NODE_NAME", "spec.nodeName");
        yield return PodParts.FromSecret("OBJECTSTORE_ACCESS_KEY", Inputs.AdminSecret, "accessKey");
        yield return PodParts.FromSecret("OBJECTSTORE_SECRET_KEY", Inputs.AdminSecret, "secretKey");
        yield return PodParts.Setting("Gateway:Name", "$(POD_NAME)");
        yield return PodParts.Setting("Gateway:ZoneFile", $"{PlanPaths.Zones}/$(NODE_NAME)");
        yield return PodParts.Setting("Gateway:Endpoint", $"0.0.0.0:{PlanPaths.S3Port}");
        yield return PodParts.Setting("Gateway:Region", Spec.Region);
        yield return PodParts.Setting("Gateway:ReadCacheBytes", Spec.Gateway.ReadCacheBytes);
        if (Spec.Gateway.Compression) yield return PodParts.Setting("Gateway:Compression", "true");
        if (Spec.Gateway.Hostnames is [var domain, ..]) yield return PodParts.Setting("Gateway:Domain", domain);
        if (Spec.Gateway.WebsiteDomains is [_, ..] websites) yield return PodParts.Setting("Gateway:WebsiteDomains", string.Join(',', websites));
        if (Spec.Gateway.WebsiteHosts is [_, ..] hosts) yield return PodParts.Setting("Gateway:WebsiteHosts", string.Join(',', hosts));
        if (EndpointCertificates is { } certificates)
        {
            yield return PodParts.Setting("Gateway:CertificateFile", $"{certificates}/tls.crt");
            yield return PodParts.Setting("Gateway:CertificateKeyFile", $"{certificates}/tls.key");
        }

        yield return PodParts.Setting("Admin:Endpoint", $"0.0.0.0:{PlanPaths.AdminPort}");
        yield return PodParts.Setting("Cluster:Id", Inputs.Cluster.ToString("D"));
        yield return PodParts.Setting("Tls:Directory", PlanPaths.Tls);
        yield return PodParts.Setting("Tls:ServerName", PlanNames.NodeServerName(Inputs.Cluster));
        yield return PodParts.Setting("Index:Databases:0:Name", "main");
        yield return PodParts.Setting("Index:Databases:0:ConnectionStringFile", $"{PlanPaths.Index}/{PlanPaths.ConnectionKey}");
        yield return PodParts.Setting("Identities:MasterKeyFile", $"{PlanPaths.Keys}/{PlanPaths.MasterKey}");
        foreach (var setting in EncryptionSettings()) yield return setting;
        yield return PodParts.Setting("DataPath:ErasureProfile", Pool.Spec!.ErasureProfile);
        yield return PodParts.Setting("DataPath:SmallObjectBytesMax", Pool.Spec!.SmallObjectBytesMax);
        foreach (var (name, value) in Inputs.StorageClasses.SelectMany(static each => each.Settings())) yield return PodParts.Setting(name, value);
    }

    private IEnumerable<V1EnvVar> EncryptionSettings()
    {
        yield return PodParts.Setting("Encryption:MasterKeyFile", $"{PlanPaths.EncryptionKeys}/{PlanPaths.KeyFile}");
        if (Spec.Encryption.KmsKeysSecretName is not null) yield return PodParts.Setting("Encryption:KmsKeysFile", $"{PlanPaths.KmsKeys}/{PlanPaths.KeyFile}");
        if (Spec.Encryption.Vault is not { } vault) yield break;
        yield return PodParts.Setting("Encryption:Vault:Address", vault.Address);
        yield return PodParts.Setting("Encryption:Vault:TokenFile", $"{PlanPaths.Vault}/{PlanPaths.VaultToken}");
        yield return PodParts.Setting("Encryption:Vault:Mount", vault.Mount);
        if (vault.Namespace is { } @namespace) yield return PodParts.Setting("Encryption:Vault:Namespace", @namespace);
    }

    private IEnumerable<V1Volume> Volumes()
    {
        yield return PodParts.TemporaryVolume;
        yield return PodParts.SecretVolume("tls", PlanNames.GatewayCertificate(Name));
        if (EndpointSecret is { } secret) yield return PodParts.SecretVolume("endpoint-tls", secret);
        yield return PodParts.SecretVolume(IndexVolume, Inputs.ConnectionSecret);
        yield return PodParts.SecretVolume("keys", Inputs.MasterKeySecret);
        yield return PodParts.SecretVolume(EncryptionVolume, Inputs.EncryptionSecret);
        if (Spec.Encryption.KmsKeysSecretName is { } kmsKeys) yield return PodParts.SecretVolume("kms-keys", kmsKeys);
        if (Spec.Encryption.Vault is { } vault) yield return PodParts.SecretVolume("vault", vault.TokenSecretName);
        yield return new V1Volume { Name = "zones", ConfigMap = new V1ConfigMapVolumeSource { Name = PlanNames.Zones(Name) } };
    }

    private IEnumerable<V1VolumeMount> Mounts()
    {
        yield return PodParts.TemporaryMount;
        yield return PodParts.Mount("tls", PlanPaths.Tls);
        if (EndpointSecret is not null) yield return PodParts.Mount("endpoint-tls", PlanPaths.EndpointTls);
        yield return PodParts.Mount(IndexVolume, PlanPaths.Index);
        yield return PodParts.Mount("keys", PlanPaths.Keys);
        yield return PodParts.Mount(EncryptionVolume, PlanPaths.EncryptionKeys);
        if (Spec.Encryption.KmsKeysSecretName is not null) yield return PodParts.Mount("kms-keys", PlanPaths.KmsKeys);
        if (Spec.Encryption.Vault is not null) yield return PodParts.Mount("vault", PlanPaths.Vault);
        yield return PodParts.Mount("zones", PlanPaths.Zones);
    }
}
