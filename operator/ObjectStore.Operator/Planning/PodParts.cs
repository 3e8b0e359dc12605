using System.Globalization;
using System.Security.Cryptography;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Operator.Planning;

/// <summary>Pieces that all planned pods have.</summary>
internal static class PodParts
{
    /// <summary>The user that processes of ours run as where nothing needs another.</summary>
    public const long User = 65_532;

    private const string SettingPrefix = "OBJECTSTORE__";
    private const int RevisionBytes = 8;

    private static readonly KubernetesJson Json = new([]);

    /// <summary>Writable, for what the runtime puts there.</summary>
    public static V1Volume TemporaryVolume { get; } = new() { Name = "tmp", EmptyDir = new V1EmptyDirVolumeSource { SizeLimit = "64Mi" } };

    public static V1VolumeMount TemporaryMount { get; } = new() { Name = "tmp", MountPath = PlanPaths.Temporary };

    public static V1SeccompProfile Seccomp { get; } = new() { Type = "RuntimeDefault" };

    /// <summary>As the Pod Security Standard "restricted" asks.</summary>
    public static V1SecurityContext Restricted { get; } = new()
    {
        AllowPrivilegeEscalation = false,
        ReadOnlyRootFilesystem = true,
        RunAsNonRoot = true,
        Capabilities = new V1Capabilities { Drop = ["ALL"] },
        SeccompProfile = Seccomp,
    };

    /// <summary>A setting, <c>Section:Name</c>.</summary>
    public static V1EnvVar Setting(string name, string value) => new() { Name = SettingPrefix + name.Replace(":", "__", StringComparison.Ordinal), Value = value };

    /// <summary>A setting with a number.</summary>
    public static V1EnvVar Setting(string name, long value) => Setting(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A variable from a field of the pod.</summary>
    public static V1EnvVar FromField(string name, string path) => new() { Name = name, ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = path } } };

    /// <summary>A variable from a key of a Secret.</summary>
    public static V1EnvVar FromSecret(string name, string secret, string key) => new() { Name = name, ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1KeySelector { Name = secret, Key = key } } };

    /// <summary>A Secret as files. Readable for the group of the pod, to which its processes belong.</summary>
    public static V1Volume SecretVolume(string name, string secret) => new() { Name = name, Secret = new V1SecretVolumeSource { SecretName = secret, DefaultMode = 0x1A0 /* 0640 */ } };

    public static V1VolumeMount Mount(string name, string path) => new() { Name = name, MountPath = path, ReadOnly = true };

    public static V1Probe Probe(string path, string port, int periodSeconds, int failures) => new()
    {
        HttpGet = new V1HTTPGetAction { Path = path, Port = port },
        PeriodSeconds = periodSeconds,
        TimeoutSeconds = 5,
        FailureThreshold = failures,
    };

    /// <summary>Tells templates apart: the same for the same content.</summary>
    public static string RevisionOf(V1PodTemplateSpec template)
    {
        // Through an object that the serializer knows.
        var carrier = new V1DaemonSet { Metadata = new V1ObjectMeta(), Spec = new V1DaemonSetSpec { Selector = new V1LabelSelector(), Template = template } };
        return HashOf(Json.Serialize(carrier));
    }

    /// <summary>Sixteen hexadecimal digits.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes)[..RevisionBytes]);

    /// <summary>Metadata of an object that its owner's end ends.</summary>
    public static V1ObjectMeta OwnedMeta(string name, IKubernetesObject<V1ObjectMeta> owner, IReadOnlyDictionary<string, string> labels) => new()
    {
        Name = name,
        Namespace = owner.Metadata.Namespace,
        Labels = labels,
        OwnerReferences = [owner.MakeControllerReference()],
    };
}
