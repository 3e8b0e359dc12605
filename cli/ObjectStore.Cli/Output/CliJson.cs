using System.Text.Json;
using System.Text.Json.Serialization;

namespace ObjectStore.Cli.Output;

/// <summary>Results that the command line makes itself.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ExportReport))]
internal sealed partial class CliJson : JsonSerializerContext;
