namespace ObjectStore.Cli.Output;

/// <summary>What an export holds, for programs.</summary>
/// <param name="Target">Where it is.</param>
/// <param name="Databases">Databases that it was made from.</param>
/// <param name="Partitions">Partitions.</param>
/// <param name="Rows">Rows of catalog and partitions.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record ExportReport(string Target, IReadOnlyList<string> Databases, int Partitions, long Rows, long Bytes);
