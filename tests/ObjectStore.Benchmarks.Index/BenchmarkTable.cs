using System.Globalization;

namespace ObjectStore.Benchmarks.Index;

/// <summary>Lines of a table: what, figure, target.</summary>
internal static class BenchmarkTable
{
    public static void Line(string what, double figure, string unit, string target) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what,-58} | {figure,12:#,##0.##} {unit,-8} | {target,-22} |"));
}
