using System.Text.Json.Serialization;
using ObjectStore.Curator.Lifecycle;
using ObjectStore.Curator.Rebalance;
using ObjectStore.Curator.Rebuild;
using ObjectStore.Curator.Reports;

namespace ObjectStore.Curator.Progress;

/// <summary>How the progress of jobs is written: JSON with a version.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PassState))]
[JsonSerializable(typeof(WalkState))]
[JsonSerializable(typeof(RebuildState))]
[JsonSerializable(typeof(RebalanceState))]
[JsonSerializable(typeof(LifecycleState))]
[JsonSerializable(typeof(DeviceFiguresPage))]
[JsonSerializable(typeof(CuratorReport))]
internal sealed partial class ProgressJson : JsonSerializerContext
{
    /// <summary>The format version of all states here.</summary>
    public const int Version = 1;
}
