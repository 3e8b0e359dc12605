using System.Text.Json.Serialization;

namespace ObjectStore.Replication;

/// <summary>What gateways and the curator tell each other of replication through the catalog's job state: JSON with a version. Read with <see cref="Events.EventStates.TryRead"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TargetNames))]
[JsonSerializable(typeof(DestinationState))]
[JsonSerializable(typeof(BucketWalk))]
[JsonSerializable(typeof(RetryRequest))]
public sealed partial class ReplicationStates : JsonSerializerContext;
