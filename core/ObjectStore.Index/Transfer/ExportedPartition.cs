namespace ObjectStore.Index.Transfer;

/// <summary>A partition in an export.</summary>
/// <param name="Partition">Range and epoch.</param>
/// <param name="Database">Name of its database where the export was made.</param>
/// <param name="Rows">Its rows.</param>
public sealed record ExportedPartition(ExportRecord.Partition Partition, string Database, long Rows);
