namespace ObjectStore.AdminApi;

/// <summary>What a verification of the index found.</summary>
/// <param name="Databases">Databases that were read.</param>
/// <param name="Partitions">Partitions of the keymap.</param>
/// <param name="Rows">Rows that were read.</param>
/// <param name="Objects">Objects among them.</param>
/// <param name="Stripes">Stripes whose fragments were asked for.</param>
/// <param name="Counts">How many findings of each kind, also of those that were not listed; only kinds that occurred.</param>
public sealed record VerifySummary(int Databases, int Partitions, long Rows, long Objects, long Stripes, IReadOnlyDictionary<string, long> Counts);
