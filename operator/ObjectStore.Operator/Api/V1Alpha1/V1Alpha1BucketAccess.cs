using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>BucketAccess is an identity that may use buckets, with its credentials in a Secret.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = "BucketAccess", PluralName = "bucketaccesses")]
public sealed record V1Alpha1BucketAccess : CustomKubernetesEntity<BucketAccessSpec, BucketAccessStatus>;
