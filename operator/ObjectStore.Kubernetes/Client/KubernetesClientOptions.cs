using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Kubernetes.Client;

/// <summary>Bounds of the client.</summary>
public sealed class KubernetesClientOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Kubernetes";

    /// <summary>Path of a kubeconfig. Empty: the mounted service account in a pod, otherwise <c>KUBECONFIG</c> or <c>~/.kube/config</c>.</summary>
    public string KubeConfigFile { get; init; } = "";

    /// <summary>Context of the kubeconfig. Empty: its current context.</summary>
    public string Context { get; init; } = "";

    /// <summary>Owner of the fields that are applied, and part of the user agent.</summary>
    [Required]
    public string FieldManager { get; init; } = "objectstore-operator";

    /// <summary>How long one attempt may take, watches excepted.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts of one request. Only what the server has refused to begin, or what does no harm twice, is tried again.</summary>
    [Range(1, 20)]
    public int AttemptsMax { get; init; } = 5;

    /// <summary>Pause before the second attempt; doubles from there.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RetryDelayMin { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest pause between attempts, also when the server asks for a longer one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests under way at a time, watches excepted. More wait.</summary>
    [Range(1, 1024)]
    public int ConcurrentRequestsMax { get; init; } = 32;

    /// <summary>Longest answer, and longest event of a watch.</summary>
    [Range(1 << 16, 1 << 30)]
    public int ResponseBytesMax { get; init; } = 64 << 20;

    /// <summary>Objects per page of a list.</summary>
    [Range(1, 10_000)]
    public int PageEntities { get; init; } = 500;

    /// <summary>Least time after which the server ends a watch; it is up to twice as long, so that watches do not end together.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How old a token or certificate in memory may be before its file is read again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan CredentialAgeMax { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>Checks <see cref="KubernetesClientOptions"/> and reports all violations at once.</summary>
[OptionsValidator]
internal sealed partial class KubernetesClientOptionsValidator : IValidateOptions<KubernetesClientOptions>;
