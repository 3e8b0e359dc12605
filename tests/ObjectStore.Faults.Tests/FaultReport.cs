using System.Globalization;
using System.Text;
using ObjectStore.Faults.Tests.Injection;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Faults.Tests;

/// <summary>A run as Markdown, below <c>artifacts/faults</c>.</summary>
internal static class FaultReport
{
    private const double RecoverySecondsMax = 5;

    /// <summary>The faults after which reads and writes are to be possible again while the fault lasts.</summary>
    private static readonly string[] Survived = ["node killed", "zone killed", "node paused", "zone paused", "node cut off", "zone cut off", "node silent", "zone silent"];

    /// <summary>Where reports go; exists.</summary>
    public static string Folder { get; } = Directory.CreateDirectory(Path.Combine(RepositoryPaths.Root, "artifacts", "faults")).FullName;

    /// <summary>A fault on one line.</summary>
    public static string Line(FaultRecord fault) => string.Create(
        CultureInfo.InvariantCulture,
        $"{fault.At.TotalSeconds:F0} s: {fault.Name} ({fault.Where}) for {fault.Lasted.TotalSeconds:F1} s; reads stopped {fault.ReadsStopped.TotalSeconds:F1} s, writes {fault.WritesStopped.TotalSeconds:F1} s; all well {fault.Recovered.TotalSeconds:F1} s after it");

    /// <summary>Writes the report.</summary>
    /// <returns>Its path.</returns>
    public static string Write(FaultRunResult result, string name)
    {
        var text = new StringBuilder();
        text.Append("# Fault report\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{(result.Problems.Count == 0 ? "**Every promise was kept.**" : $"**{result.Problems.Count} problems.**")} ");
        text.Append(CultureInfo.InvariantCulture, $"{result.Faults.Count} faults, {result.OperationCount:N0} operations ({result.Errors.RequestCount:N0} requests) of {result.Options.ClientCount} clients through two gateways ");
        text.Append(CultureInfo.InvariantCulture, $"in {result.LoadTime.TotalMinutes:F1} minutes, {result.Time.TotalMinutes:F1} with checks. Seed {result.Options.Seed}. ");
        text.Append(CultureInfo.InvariantCulture, $"{result.HistoryCount:N0} keys, whose histories are linearizable but for those listed below; {result.UndecidedCount} were too long to decide.\n\n");
        AppendProblems(text, result);
        AppendAvailability(text, result);
        AppendErrors(text, result);
        text.Append("## Faults\n\n");
        foreach (var fault in result.Faults) text.Append("- ").Append(Line(fault)).Append('\n');
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text.ToString());
        return path;
    }

    private static void AppendProblems(StringBuilder text, FaultRunResult result)
    {
        if (result.Problems.Count == 0) return;
        text.Append("## Problems\n\n");
        foreach (var problem in result.Problems) text.Append("- ").Append(problem.ReplaceLineEndings("\n  ")).Append('\n');
        text.Append('\n');
    }

    private static void AppendAvailability(StringBuilder text, FaultRunResult result)
    {
        text.Append("## How long reads and writes were tried until they succeeded\n\nWhile the fault lasted; the target is 5 s for the loss of a node or a zone.\n\n");
        text.Append("| fault | count | reads, longest | writes, longest | writes over 5 s | all well after, longest |\n| --- | --: | --: | --: | --: | --: |\n");
        foreach (var group in result.Faults.GroupBy(static fault => fault.Name).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            var late = Survived.Contains(group.Key) ? group.Count(static fault => fault.WritesStopped.TotalSeconds > RecoverySecondsMax).ToString(CultureInfo.InvariantCulture) : "";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {group.Key} | {group.Count()} | {group.Max(static fault => fault.ReadsStopped).TotalSeconds:F1} s | {group.Max(static fault => fault.WritesStopped).TotalSeconds:F1} s | {late} | {group.Max(static fault => fault.Recovered).TotalSeconds:F1} s |\n");
        }

        text.Append('\n');
    }

    private static void AppendErrors(StringBuilder text, FaultRunResult result)
    {
        text.Append("## Answers other than success\n\n| answer | count |\n| --- | --: |\n");
        foreach (var (answer, count) in result.Errors.Counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"| {answer} | {count:N0} |\n");
        text.Append('\n');
    }
}
