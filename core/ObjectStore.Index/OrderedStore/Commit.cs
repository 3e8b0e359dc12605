namespace ObjectStore.Index.OrderedStore;

/// <summary>An atomic change: when all conditions hold, all puts and deletes are applied, otherwise none.</summary>
/// <param name="Conditions">What must hold, judged against the state before this commit.</param>
/// <param name="Puts">Rows to write, whether they exist or not. No key may occur twice among puts and deletes.</param>
/// <param name="Deletes">Keys to delete, whether they exist or not.</param>
public sealed record Commit(
    IReadOnlyList<CommitCondition> Conditions,
    IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> Puts,
    IReadOnlyList<ReadOnlyMemory<byte>> Deletes);
