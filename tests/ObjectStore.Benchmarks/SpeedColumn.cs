using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace ObjectStore.Benchmarks;

/// <summary>Bytes per second of the fastest iteration, from the property <c>BytesPerOperation</c> of a benchmark class.</summary>
internal sealed class SpeedColumn : IColumn
{
    /// <summary>The property that a benchmark class offers.</summary>
    private const string BytesProperty = "BytesPerOperation";

    public string Id => nameof(SpeedColumn);

    public string ColumnName => "GB/s";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Statistics;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "10^9 bytes per second of the fastest iteration";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var property = benchmarkCase.Descriptor.Type.GetProperty(BytesProperty);
        var statistics = summary[benchmarkCase]?.ResultStatistics;
        if (property is null || statistics is null) return "-";
        var instance = Activator.CreateInstance(benchmarkCase.Descriptor.Type);
        foreach (var parameter in benchmarkCase.Parameters.Items)
        {
            benchmarkCase.Descriptor.Type.GetProperty(parameter.Name)?.SetValue(instance, parameter.Value);
        }

        var bytes = Convert.ToDouble(property.GetValue(instance), CultureInfo.InvariantCulture);
        return (bytes / statistics.Min).ToString("F2", CultureInfo.InvariantCulture);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
