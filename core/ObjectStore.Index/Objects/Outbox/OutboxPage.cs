namespace ObjectStore.Index.Objects.Outbox;

/// <summary>One page of the outbox, in the order of buckets, keys and sequences.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="UnreadableRows">Rows that were passed over because they are damaged, or of a format that this release cannot read. They stay.</param>
/// <param name="Next">Where to go on, or empty at the end.</param>
public sealed record OutboxPage(IReadOnlyList<OutboxEntry> Entries, int UnreadableRows, ReadOnlyMemory<byte> Next);
