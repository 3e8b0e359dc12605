using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Tests.Client;

/// <summary>Objects as an operator makes them, with something in every part.</summary>
internal static class Samples
{
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "sample" };
    private static readonly V1LabelSelector Selector = new() { MatchLabels = Labels };

    public static V1Deployment Deployment(string @namespace) => new()
    {
        Metadata = Named(@namespace, "gateway"),
        Spec = new V1DeploymentSpec
        {
            Replicas = 2,
            Selector = Selector,
            Strategy = new V1DeploymentStrategy { Type = "RollingUpdate", RollingUpdate = new V1RollingUpdate { MaxUnavailable = 0, MaxSurge = "50%" } },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = Labels },
                Spec = new V1PodSpec
                {
                    Containers = [Container()],
                    SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
                    TopologySpreadConstraints = [new V1TopologySpreadConstraint { MaxSkew = 1, TopologyKey = "topology.kubernetes.io/zone", WhenUnsatisfiable = "ScheduleAnyway", LabelSelector = Selector }],
                    TerminationGracePeriodSeconds = 60,
                    Volumes = [new V1Volume { Name = "settings", ConfigMap = new V1ConfigMapVolumeSource { Name = "settings" } }],
                },
            },
        },
    };

    public static V1DaemonSet DaemonSet(string @namespace) => new()
    {
        Metadata = Named(@namespace, "node"),
        Spec = new V1DaemonSetSpec
        {
            Selector = Selector,
            UpdateStrategy = new V1DaemonSetUpdateStrategy { Type = "OnDelete" },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = Labels },
                Spec = new V1PodSpec
                {
                    Containers = [new V1Container { Name = "node", Image = "registry.local/node:1", VolumeMounts = [new V1VolumeMount { Name = "disk", MountPath = "/disks/a" }] }],
                    Tolerations = [new V1Toleration { Key = "storage", Operator = "Exists", Effect = "NoSchedule" }],
                    NodeSelector = new Dictionary<string, string> { ["storage"] = "yes" },
                    Volumes = [new V1Volume { Name = "disk", HostPath = new V1HostPathVolumeSource { Path = "/mnt/disks/a", Type = "Directory" } }],
                },
            },
        },
    };

    public static V1Service Service(string @namespace) => new()
    {
        Metadata = Named(@namespace, "gateway"),
        Spec = new V1ServiceSpec { Selector = Labels, Ports = [new V1ServicePort { Name = "s3", Port = 9000, TargetPort = "http" }] },
    };

    public static V1PodDisruptionBudget Budget(string @namespace) => new()
    {
        Metadata = Named(@namespace, "gateway"),
        Spec = new V1PodDisruptionBudgetSpec { Selector = Selector, MaxUnavailable = "25%" },
    };

    public static V1NetworkPolicy NetworkPolicy(string @namespace) => new()
    {
        Metadata = Named(@namespace, "gateway"),
        Spec = new V1NetworkPolicySpec
        {
            PodSelector = Selector,
            PolicyTypes = ["Ingress"],
            Ingress = [new V1NetworkPolicyIngressRule { From = [new V1NetworkPolicyPeer { NamespaceSelector = new V1LabelSelector() }], Ports = [new V1NetworkPolicyPort { Port = 9000 }] }],
        },
    };

    private static V1Container Container() => new()
    {
        Name = "gateway",
        Image = "registry.local/gateway:1",
        Args = ["--Gateway:Region", "eu"],
        Ports = [new V1ContainerPort { Name = "http", ContainerPort = 9000 }],
        Env =
        [
            new V1EnvVar { Name = "NODE", ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = "spec.nodeName" } } },
            new V1EnvVar { Name = "SECRET", ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1KeySelector { Name = "admin", Key = "secret" } } },
        ],
        Resources = new V1ResourceRequirements { Requests = new Dictionary<string, string> { ["cpu"] = "100m", ["memory"] = "128Mi" } },
        ReadinessProbe = new V1Probe { HttpGet = new V1HTTPGetAction { Path = "/readyz", Port = IntOrString.FromString("http") }, PeriodSeconds = 5 },
        Lifecycle = new V1Lifecycle { PreStop = new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = 5 } } },
        SecurityContext = new V1SecurityContext { AllowPrivilegeEscalation = false, ReadOnlyRootFilesystem = true, Capabilities = new V1Capabilities { Drop = ["ALL"] } },
        VolumeMounts = [new V1VolumeMount { Name = "settings", MountPath = "/etc/objectstore", ReadOnly = true }],
    };

    private static V1ObjectMeta Named(string @namespace, string name) => new() { Name = name, Namespace = @namespace };
}
