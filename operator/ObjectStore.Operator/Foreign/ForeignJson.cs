using System.Text.Json.Serialization;

namespace ObjectStore.Operator.Foreign;

/// <summary>Kinds of other operators for <see cref="Kubernetes.Serialization.KubernetesJson"/>, which has the settings.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1Certificate))]
[JsonSerializable(typeof(V1HTTPRoute))]
[JsonSerializable(typeof(V1PostgresCluster))]
public sealed partial class ForeignJson : JsonSerializerContext;
