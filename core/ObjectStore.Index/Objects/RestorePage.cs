namespace ObjectStore.Index.Objects;

/// <summary>One page of restorations, in the order of buckets and keys.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="UnreadableRows">Rows that were passed over because they are damaged, or of a format that this release cannot read. They stay.</param>
/// <param name="Next">Where to go on, or empty at the end.</param>
public sealed record RestorePage(IReadOnlyList<RestoreEntry> Entries, int UnreadableRows, ReadOnlyMemory<byte> Next);
