namespace ObjectStore.Index.Keymap;

/// <summary>The keymap after a look at all databases.</summary>
/// <param name="Entries">All entries, ascending.</param>
/// <param name="Unreachable">Names of the databases that could not be asked.</param>
public sealed record KeymapStatus(IReadOnlyList<KeymapEntry> Entries, IReadOnlyCollection<string> Unreachable);
