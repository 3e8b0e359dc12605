using System.Globalization;

namespace ObjectStore.LoadTest.Index;

/// <summary>What the figures are judged by.</summary>
/// <remarks>
/// Listing and creation: the best published independent figures for self-hosted stores, SeaweedFS in VSHN's evaluation. They hold for the embedded index.
/// </remarks>
internal static class IndexTargets
{
    private const double ListedKeysMin = 225_000;
    private const double CreatedObjectsMin = 4_600;
    private const double PostgresCreationMin = 0.6;
    private const double HeadP99MsMax = 5;

    /// <summary>Prints the figures that have a target beside it.</summary>
    public static void Print(IReadOnlyList<IndexFigures> all)
    {
        var embedded = all.Where(figures => figures.Engine == IndexEngine.Sqlite).ToList();
        foreach (var figures in embedded)
        {
            AtLeast($"keys listed/s, {figures.Layout}", Math.Max(figures.ListedByOne, figures.ListedByMany), ListedKeysMin);
            AtLeast($"objects made/s, {figures.Layout}", figures.Create.Load.OperationsPerSecond, CreatedObjectsMin);
        }
        foreach (var figures in all.Where(figures => figures.Engine == IndexEngine.Postgres))
        {
            if (embedded.Find(other => other.Layout == figures.Layout) is { } same)
                AtLeast($"PostgreSQL of SQLite, objects made, {figures.Layout}", figures.Create.Load.OperationsPerSecond / same.Create.Load.OperationsPerSecond, PostgresCreationMin);
        }
        foreach (var figures in all)
        {
            var p99 = figures.Head.Load.PercentileMs(0.99);
            Line($"p99 of HEAD in ms, {figures.Engine} {figures.Layout}", p99, $"< {HeadP99MsMax}", p99 < HeadP99MsMax);
        }
    }

    private static void AtLeast(string what, double figure, double target) =>
        Line(what, figure, string.Create(CultureInfo.InvariantCulture, $">= {target:#,##0.##}"), figure >= target);

    private static void Line(string what, double figure, string target, bool isReached) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-48} {figure,12:#,##0.##}   {target,-12} {(isReached ? "reached" : "missed")}"));
}
