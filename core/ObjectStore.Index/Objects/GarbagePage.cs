namespace ObjectStore.Index.Objects;

/// <summary>One page of the garbage queue.</summary>
/// <param name="Entries">Entries that were queued before the given time.</param>
/// <param name="UnreadableRows">Rows that were passed over because they are damaged, or of a format that this release cannot read. They stay.</param>
/// <param name="Next">Where to go on, or empty at the end of the queue.</param>
public sealed record GarbagePage(IReadOnlyList<GarbageEntry> Entries, int UnreadableRows, ReadOnlyMemory<byte> Next);
