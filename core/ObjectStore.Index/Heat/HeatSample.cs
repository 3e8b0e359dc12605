namespace ObjectStore.Index.Heat;

/// <summary>One request that stands for several.</summary>
/// <param name="Position">Bucket id, big endian, and the object key; at least 8 bytes. Immutable.</param>
/// <param name="Kind">What the request did.</param>
/// <param name="Weight">How many requests of its kind and interval it stands for; at least 1.</param>
public readonly record struct HeatSample(ReadOnlyMemory<byte> Position, HeatKind Kind, long Weight);
