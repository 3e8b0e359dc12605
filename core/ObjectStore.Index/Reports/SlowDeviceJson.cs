using System.Text.Json.Serialization;

namespace ObjectStore.Index.Reports;

/// <summary>How reports of slow devices are written: JSON with a version.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SlowDeviceReport))]
internal sealed partial class SlowDeviceJson : JsonSerializerContext;
