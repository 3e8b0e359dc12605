using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>ObjectStore is an S3 endpoint over storage pools, with its gateways and its index.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = "ObjectStore", PluralName = "objectstores")]
public sealed record V1Alpha1ObjectStore : CustomKubernetesEntity<ObjectStoreSpec, ObjectStoreStatus>;
