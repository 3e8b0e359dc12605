namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Something that people should know and that no decision can mend.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Start">Start of the partition that it is about; empty too when it is about none.</param>
/// <param name="Prefix">The key, or the prefix, that it is about, as a position; empty when it is about none.</param>
/// <param name="Text">One or two sentences, with advice. Holds the beginning of keys: not for logs above Debug.</param>
public sealed record PlannerNote(PlannerNoteKind Kind, ReadOnlyMemory<byte> Start, ReadOnlyMemory<byte> Prefix, string Text);
