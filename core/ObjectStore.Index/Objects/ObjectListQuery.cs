namespace ObjectStore.Index.Objects;

/// <summary>What a listing of objects or uploads asks for. All texts are bytes of UTF-8.</summary>
/// <param name="Prefix">Only keys that begin with it; may be empty.</param>
/// <param name="Delimiter">Rolls keys up into common prefixes; empty for none.</param>
/// <param name="StartAfter">Only keys and common prefixes after it; empty for all. A common prefix equal to it or that it begins with is skipped.</param>
/// <param name="Limit">Most entries (keys and common prefixes together), 1..1,000.</param>
public readonly record struct ObjectListQuery(
    ReadOnlyMemory<byte> Prefix, ReadOnlyMemory<byte> Delimiter, ReadOnlyMemory<byte> StartAfter, int Limit);
