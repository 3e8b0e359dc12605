namespace ObjectStore.Index.Objects;

/// <summary>One page of the garbage queue.</summary>
/// <param name="Entries">Entries that were queued before the given time.</param>
/// <param name="Next">Where to go on, or empty at the end of the queue.</param>
public sealed record GarbagePage(IReadOnlyList<GarbageEntry> Entries, ReadOnlyMemory<byte> Next);
