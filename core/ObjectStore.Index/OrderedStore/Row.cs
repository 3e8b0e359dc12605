namespace ObjectStore.Index.OrderedStore;

/// <summary>A row of an ordered store.</summary>
/// <param name="Key">1 to <see cref="OrderedStoreLimits.KeyBytesMax"/> bytes.</param>
/// <param name="Value">0 to <see cref="OrderedStoreLimits.ValueBytesMax"/> bytes.</param>
/// <param name="Revision">Number of the commit that wrote the row; a later commit to the store has a larger one. Never 0.</param>
public readonly record struct Row(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, long Revision);
