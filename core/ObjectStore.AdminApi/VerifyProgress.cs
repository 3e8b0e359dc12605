namespace ObjectStore.AdminApi;

/// <summary>How far a verification of the index has come.</summary>
/// <param name="Database">The database that is being read.</param>
/// <param name="Rows">Rows that were read.</param>
/// <param name="RowsExpected">Rows that the keymap knows of in all, 0 when unknown.</param>
/// <param name="Stripes">Stripes whose fragments were asked for.</param>
/// <param name="Findings">What was found wrong.</param>
public sealed record VerifyProgress(string Database, long Rows, long RowsExpected, long Stripes, long Findings);
