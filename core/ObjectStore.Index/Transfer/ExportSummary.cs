namespace ObjectStore.Index.Transfer;

/// <summary>What a whole export holds.</summary>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Databases">Names of the databases that it was made from, the catalog's first.</param>
/// <param name="Partitions">Partitions, ascending.</param>
/// <param name="Rows">Rows of catalog and partitions.</param>
/// <param name="Bytes">Its length.</param>
public sealed record ExportSummary(DateTimeOffset CreatedAt, IReadOnlyList<string> Databases, IReadOnlyList<ExportedPartition> Partitions, long Rows, long Bytes);
