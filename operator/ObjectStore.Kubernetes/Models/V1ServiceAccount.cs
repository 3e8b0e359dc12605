using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>An identity of pods at the API server.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "ServiceAccount", PluralName = "serviceaccounts")]
public sealed record V1ServiceAccount : KubernetesEntity
{
    /// <summary>Whether pods get its token.</summary>
    public bool? AutomountServiceAccountToken { get; init; }

    /// <summary>Credentials of registries.</summary>
    public IReadOnlyList<V1LocalObjectReference>? ImagePullSecrets { get; init; }
}
