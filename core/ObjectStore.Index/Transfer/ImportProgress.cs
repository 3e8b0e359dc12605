namespace ObjectStore.Index.Transfer;

/// <summary>How far an import has come.</summary>
/// <param name="Stage">What it does.</param>
/// <param name="Rows">Rows that it has written.</param>
/// <param name="RowsExpected">Rows that it will write.</param>
public readonly record struct ImportProgress(ImportStage Stage, long Rows, long RowsExpected);
