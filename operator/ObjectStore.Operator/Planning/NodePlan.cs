using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Hosting;

namespace ObjectStore.Operator.Planning;

/// <summary>What a pool's storage nodes are made of. Pure: the same for the same input.</summary>
/// <param name="Pool">The pool, with its uid.</param>
/// <param name="Store">Name of the store that the pool belongs to.</param>
/// <param name="Cluster">Identity of the store's cluster.</param>
/// <param name="Options">Images.</param>
internal sealed record NodePlan(V1Alpha1StoragePool Pool, string Store, Guid Cluster, OperatorOptions Options)
{
    /// <summary>A node ends its calls in 10 s; the devices' last checkpoints take a while more.</summary>
    private const int TerminationGraceSeconds = 60;

    private const string NodeName = "NODE_NAME";

    private string Name => Pool.Metadata.Name!;

    private StoragePoolSpec Spec => Pool.Spec!;

    /// <summary>Labels that select the pods, and nothing else.</summary>
    public Dictionary<string, string> Selector => PlanLabels.OfPool(Name, PlanLabels.Node);

    /// <summary>The storage nodes, one on each Kubernetes node that is selected and in a zone. The operator itself replaces pods of an older template.</summary>
    public V1DaemonSet DaemonSet()
    {
        var template = Template();
        var revision = PodParts.RevisionOf(template);
        var labels = new Dictionary<string, string>(Selector, StringComparer.Ordinal) { [PlanLabels.Revision] = revision };
        return new V1DaemonSet
        {
            Metadata = PodParts.OwnedMeta(PlanNames.Node(Name), Pool, Selector),
            Spec = new V1DaemonSetSpec
            {
                Selector = new V1LabelSelector { MatchLabels = Selector },
                UpdateStrategy = new V1DaemonSetUpdateStrategy { Type = "OnDelete" },
                Template = template with { Metadata = new V1ObjectMeta { Labels = labels } },
            },
        };
    }

    /// <summary>Names the storage nodes, ready or not: who talks to them judges for itself.</summary>
    public V1Service Service() => new()
    {
        Metadata = PodParts.OwnedMeta(PlanNames.Nodes(Name), Pool, Selector),
        Spec = new V1ServiceSpec
        {
            ClusterIP = "None",
            PublishNotReadyAddresses = true,
            Selector = Selector,
            Ports =
            [
                new V1ServicePort { Name = "grpc", Port = PlanPaths.NodePort, TargetPort = "grpc", Protocol = "TCP" },
                new V1ServicePort { Name = "payload", Port = PlanPaths.NodePayloadPort, TargetPort = "payload", Protocol = "TCP" },
                new V1ServicePort { Name = "admin", Port = PlanPaths.NodeAdminPort, TargetPort = "admin", Protocol = "TCP" },
            ],
        },
    };

    /// <summary>An account without rights: storage nodes never talk to the API server.</summary>
    public V1ServiceAccount ServiceAccount() => new() { Metadata = PodParts.OwnedMeta(PlanNames.Node(Name), Pool, Selector), AutomountServiceAccountToken = false };

    private V1PodTemplateSpec Template() => new()
    {
        Metadata = new V1ObjectMeta { Labels = Selector },
        Spec = new V1PodSpec
        {
            ServiceAccountName = PlanNames.Node(Name),
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            TerminationGracePeriodSeconds = TerminationGraceSeconds,
            PriorityClassName = Spec.PriorityClassName,
            NodeSelector = Spec.NodeSelector,
            Tolerations = Spec.Tolerations,
            Affinity = InZone(Spec.ZoneTopologyKey),
            SecurityContext = new V1PodSecurityContext { SeccompProfile = PodParts.Seccomp },
            Containers = [Container()],
            Volumes = [.. Volumes()],
        },
    };

    /// <summary>A node without a zone could break the promise that one may be lost.</summary>
    private static V1Affinity InZone(string key) => new()
    {
        NodeAffinity = new V1NodeAffinity
        {
            RequiredDuringSchedulingIgnoredDuringExecution = new V1NodeSelector
            {
                NodeSelectorTerms = [new V1NodeSelectorTerm { MatchExpressions = [new V1NodeSelectorRequirement { Key = key, Operator = "Exists" }] }],
            },
        },
    };

    private V1Container Container() => new()
    {
        Name = PlanLabels.Node,
        Image = Options.NodeImage,
        ImagePullPolicy = Options.ImagePullPolicy,
        Env = [.. Settings()],
        Ports =
        [
            new V1ContainerPort { Name = "grpc", ContainerPort = PlanPaths.NodePort, Protocol = "TCP" },
            new V1ContainerPort { Name = "payload", ContainerPort = PlanPaths.NodePayloadPort, Protocol = "TCP" },
            new V1ContainerPort { Name = "admin", ContainerPort = PlanPaths.NodeAdminPort, Protocol = "TCP" },
        ],
        Resources = Spec.Resources,
        StartupProbe = PodParts.Probe("/healthz", "admin", 1, 300),
        LivenessProbe = PodParts.Probe("/healthz", "admin", 10, 6),
        ReadinessProbe = PodParts.Probe("/readyz", "admin", 2, 3),
        SecurityContext = OwnsHostPaths,
        VolumeMounts = [.. Mounts()],
    };

    /// <summary>Directories of the Kubernetes node belong to root, so the process is root, with none of root's capabilities: it can do with its own directories what it likes.</summary>
    private static V1SecurityContext OwnsHostPaths => new()
    {
        AllowPrivilegeEscalation = false,
        ReadOnlyRootFilesystem = true,
        RunAsUser = 0,
        RunAsGroup = 0,
        Capabilities = new V1Capabilities { Drop = ["ALL"] },
        SeccompProfile = PodParts.Seccomp,
    };

    private IEnumerable<V1EnvVar> Settings()
    {
        yield return PodParts.FromField(NodeName, "spec.nodeName");
        yield return PodParts.Setting("Node:Name", $"$({NodeName})");
        yield return PodParts.Setting("Node:ZoneFile", $"{PlanPaths.Zones}/$({NodeName})");
        yield return PodParts.Setting("Node:Cluster", Cluster.ToString("D"));
        yield return PodParts.Setting("Node:Pool", Name);
        yield return PodParts.Setting("Node:Endpoint", $"0.0.0.0:{PlanPaths.NodePort}");
        yield return PodParts.Setting("Node:PayloadEndpoint", $"0.0.0.0:{PlanPaths.NodePayloadPort}");
        yield return PodParts.Setting("Node:AdminEndpoint", $"0.0.0.0:{PlanPaths.NodeAdminPort}");
        yield return PodParts.Setting("Tls:Directory", PlanPaths.Tls);
        if (Spec.Devices.Discovery is { } discovery) yield return PodParts.Setting("Node:DevicesDirectory", DeviceRules.DirectoryOf(discovery));
        foreach (var (index, device) in (Spec.Devices.HostPaths ?? []).Index()) yield return PodParts.Setting($"Node:Devices:{index}", device.Path);
        if (DeviceRules.SizeLimitOf(Spec.Devices) is { } limit) yield return PodParts.Setting("Extents:CapacityBytes", limit);
    }

    private IEnumerable<V1Volume> Volumes()
    {
        yield return PodParts.TemporaryVolume;
        yield return PodParts.SecretVolume("tls", PlanNames.NodeCertificate(Name));
        yield return new V1Volume { Name = "zones", ConfigMap = new V1ConfigMapVolumeSource { Name = PlanNames.Zones(Store) } };
        foreach (var (index, path) in DeviceRules.HostPathsOf(Spec.Devices).Index())
            yield return new V1Volume { Name = $"device-{index}", HostPath = new V1HostPathVolumeSource { Path = path, Type = "DirectoryOrCreate" } };
    }

    /// <summary>Disks that are mounted on the Kubernetes node later appear in the pod, too.</summary>
    private IEnumerable<V1VolumeMount> Mounts()
    {
        yield return PodParts.TemporaryMount;
        yield return PodParts.Mount("tls", PlanPaths.Tls);
        yield return PodParts.Mount("zones", PlanPaths.Zones);
        foreach (var (index, path) in DeviceRules.HostPathsOf(Spec.Devices).Index())
            yield return new V1VolumeMount { Name = $"device-{index}", MountPath = path, MountPropagation = "HostToContainer" };
    }
}
