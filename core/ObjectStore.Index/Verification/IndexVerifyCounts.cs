namespace ObjectStore.Index.Verification;

/// <summary>What a verification has looked at.</summary>
/// <param name="Database">The database that is being read.</param>
/// <param name="Partitions">Entries of the keymap.</param>
/// <param name="RowsExpected">Rows that the keymap knows of, 0 when it knows of none.</param>
/// <param name="Rows">Rows that were read.</param>
/// <param name="Objects">Objects among them.</param>
/// <param name="Stripes">Stripes whose fragments were asked for.</param>
public readonly record struct IndexVerifyCounts(string Database, int Partitions, long RowsExpected, long Rows, long Objects, long Stripes);
