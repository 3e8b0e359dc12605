using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>StoragePool is a set of devices on Kubernetes nodes that store fragments together, with one erasure profile.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = "StoragePool", PluralName = "storagepools")]
public sealed record V1Alpha1StoragePool : CustomKubernetesEntity<StoragePoolSpec, StoragePoolStatus>;
