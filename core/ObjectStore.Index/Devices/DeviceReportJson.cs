using System.Text.Json.Serialization;

namespace ObjectStore.Index.Devices;

/// <summary>How device reports are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DeviceReportState))]
internal sealed partial class DeviceReportJson : JsonSerializerContext;
