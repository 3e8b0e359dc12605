namespace ObjectStore.Index.OrderedStore;

/// <summary>Keys from <paramref name="Start"/> on, before <paramref name="End"/>, by unsigned bytes.</summary>
/// <param name="Start">First key of the range.</param>
/// <param name="End">First key after the range; empty means no end.</param>
public readonly record struct KeyRange(ReadOnlyMemory<byte> Start, ReadOnlyMemory<byte> End);
