using System.Text.Json.Serialization;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>The operator's kinds for <see cref="Kubernetes.Serialization.KubernetesJson"/>, which has the settings.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1Alpha1Bucket))]
[JsonSerializable(typeof(V1Alpha1BucketAccess))]
[JsonSerializable(typeof(V1Alpha1ObjectStore))]
[JsonSerializable(typeof(V1Alpha1StoragePool))]
public sealed partial class ApiJson : JsonSerializerContext;
