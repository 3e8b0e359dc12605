using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Hosting;

namespace ObjectStore.Operator.Planning;

/// <summary>What the bundled database is made of: one instance, without failover. Pure.</summary>
/// <param name="Store">The store, with its uid.</param>
/// <param name="Options">Image.</param>
internal sealed record PostgresPlan(V1Alpha1ObjectStore Store, OperatorOptions Options)
{
    /// <summary>User and database.</summary>
    public const string User = "objectstore";

    /// <summary>Key of the Secret that holds the password alone.</summary>
    public const string PasswordKey = "password";

    private const string Data = "/var/lib/postgresql/data";

    /// <summary>Each gateway opens up to some twenty.</summary>
    private const int ConnectionsMax = 500;

    private string Name => Store.Metadata.Name!;

    private BundledIndex Spec => Store.Spec!.Index.Bundled!;

    private Dictionary<string, string> Selector => PlanLabels.OfStore(Name, PlanLabels.Postgres);

    /// <summary>How processes reach it.</summary>
    public string ConnectionString(string password) =>
        $"Host={PlanNames.Postgres(Name)}.{Store.Metadata.Namespace}.svc;Port={PlanPaths.PostgresPort};Database={User};Username={User};Password={password}";

    /// <summary>The database. Its claim outlives the store: nobody deletes an index by deleting a resource.</summary>
    public V1StatefulSet StatefulSet() => new()
    {
        Metadata = PodParts.OwnedMeta(PlanNames.Postgres(Name), Store, Selector),
        Spec = new V1StatefulSetSpec
        {
            Replicas = 1,
            ServiceName = PlanNames.Postgres(Name),
            Selector = new V1LabelSelector { MatchLabels = Selector },
            Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = Selector }, Spec = Pod() },
            VolumeClaimTemplates =
            [
                new V1PersistentVolumeClaim
                {
                    Metadata = new V1ObjectMeta { Name = "data", Labels = Selector },
                    Spec = new V1PersistentVolumeClaimSpec
                    {
                        AccessModes = ["ReadWriteOnce"],
                        StorageClassName = Spec.StorageClassName,
                        Resources = new V1ResourceRequirements { Requests = new Dictionary<string, string> { ["storage"] = Spec.Storage } },
                    },
                },
            ],
        },
    };

    public V1Service Service() => new()
    {
        Metadata = PodParts.OwnedMeta(PlanNames.Postgres(Name), Store, Selector),
        Spec = new V1ServiceSpec
        {
            ClusterIP = "None",
            Selector = Selector,
            Ports = [new V1ServicePort { Name = "postgres", Port = PlanPaths.PostgresPort, TargetPort = "postgres", Protocol = "TCP" }],
        },
    };

    private V1PodSpec Pod() => new()
    {
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        TerminationGracePeriodSeconds = 60,
        SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, RunAsUser = Options.PostgresUser, RunAsGroup = Options.PostgresUser, FsGroup = Options.PostgresUser, SeccompProfile = PodParts.Seccomp },
        Containers = [Container()],
        Volumes =
        [
            PodParts.TemporaryVolume,
            new V1Volume { Name = "run", EmptyDir = new V1EmptyDirVolumeSource { SizeLimit = "16Mi" } },
            new V1Volume { Name = "shared-memory", EmptyDir = new V1EmptyDirVolumeSource { Medium = "Memory", SizeLimit = "256Mi" } },
        ],
    };

    private V1Container Container() => new()
    {
        Name = PlanLabels.Postgres,
        Image = Options.PostgresImage,
        ImagePullPolicy = Options.ImagePullPolicy,
        Args = ["-c", $"max_connections={ConnectionsMax}"],
        Env =
        [
            new V1EnvVar { Name = "POSTGRES_USER", Value = User },
            new V1EnvVar { Name = "POSTGRES_DB", Value = User },
            PodParts.FromSecret("POSTGRES_PASSWORD", PlanNames.Postgres(Name), PasswordKey),
            new V1EnvVar { Name = "PGDATA", Value = $"{Data}/pgdata" },
        ],
        Ports = [new V1ContainerPort { Name = "postgres", ContainerPort = PlanPaths.PostgresPort, Protocol = "TCP" }],
        StartupProbe = Probe(1, 300),
        ReadinessProbe = Probe(5, 3),
        SecurityContext = PodParts.Restricted,
        VolumeMounts =
        [
            PodParts.TemporaryMount,
            new V1VolumeMount { Name = "data", MountPath = Data },
            new V1VolumeMount { Name = "run", MountPath = "/var/run/postgresql" },
            new V1VolumeMount { Name = "shared-memory", MountPath = "/dev/shm" },
        ],
    };

    private static V1Probe Probe(int periodSeconds, int failures) => new()
    {
        TcpSocket = new V1TCPSocketAction { Port = "postgres" },
        PeriodSeconds = periodSeconds,
        TimeoutSeconds = 5,
        FailureThreshold = failures,
    };
}
