namespace ObjectStore.Index.Heat;

/// <summary>One row of a report.</summary>
/// <param name="Report">The report with the partitions of this row only.</param>
/// <param name="Index">Which of the report's rows.</param>
/// <param name="Count">How many rows the report has.</param>
internal sealed record HeatPage(HeatReport Report, int Index, int Count);
