using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Bucket is an S3 bucket in a store.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = "Bucket", PluralName = "buckets")]
public sealed record V1Alpha1Bucket : CustomKubernetesEntity<BucketSpec, BucketStatus>;
