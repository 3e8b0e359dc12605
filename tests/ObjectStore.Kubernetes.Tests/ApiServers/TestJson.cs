using System.Text.Json.Serialization;

namespace ObjectStore.Kubernetes.Tests.ApiServers;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1Widget))]
[JsonSerializable(typeof(V1CustomResourceDefinition))]
internal sealed partial class TestJson : JsonSerializerContext;
