using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Operator.Foreign;

/// <summary>A certificate that cert-manager keeps in a Secret; of its fields those that the operator writes and reads.</summary>
[KubernetesEntity(Group = "cert-manager.io", ApiVersion = "v1", Kind = "Certificate", PluralName = "certificates")]
public sealed record V1Certificate : KubernetesEntity
{
    /// <summary>What is asked for.</summary>
    public V1CertificateSpec? Spec { get; init; }

    /// <summary>What cert-manager says of it.</summary>
    public ForeignStatus? Status { get; init; }
}
