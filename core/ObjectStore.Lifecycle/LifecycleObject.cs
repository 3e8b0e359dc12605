namespace ObjectStore.Lifecycle;

/// <summary>What filters ask about a version that is an object.</summary>
/// <param name="Key">Bytes of its key.</param>
/// <param name="Size">Bytes of the object.</param>
/// <param name="Tags">Its tags; null when they are not known: then every filter of tags is taken to match, so that whoever finds it due has to look.</param>
public readonly record struct LifecycleObject(ReadOnlyMemory<byte> Key, long Size, IReadOnlyList<KeyValuePair<string, string>>? Tags);
