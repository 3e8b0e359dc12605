using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Chart.Tests.Documentation;

/// <summary>An instrument that the code creates.</summary>
/// <param name="Name">As <c>/metrics</c> shows it: dots become underscores, unit and <c>_total</c> are appended.</param>
/// <param name="Kind"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Meaning">Its description.</param>
internal sealed partial record Instrument(string Name, string Kind, string Meaning)
{
    private static readonly string[] CodeFolders = ["core", "node", "gateway", "operator", "standalone"];

    /// <summary>All of them, by their names.</summary>
    public static IReadOnlyList<Instrument> All { get; } =
    [
        .. CodeFolders.SelectMany(static folder => Directory.GetFiles(Path.Combine(RepositoryPaths.Root, folder), "*Metrics.cs", SearchOption.AllDirectories))
            .SelectMany(static path => Created().Matches(File.ReadAllText(path))).Select(Of).DistinctBy(static each => each.Name).OrderBy(static each => each.Name, StringComparer.Ordinal),
    ];

    /// <summary>Names of its series.</summary>
    public IEnumerable<string> Series => Kind == "histogram" ? [$"{Name}_bucket", $"{Name}_count", $"{Name}_sum"] : [Name];

    /// <summary>The page that lists them.</summary>
    public static string Render()
    {
        var page = new StringBuilder("""
            # All metrics

            Made from the code by `make reference`, and compared with it by the tests. [standalone.md](standalone.md#metrics-and-health) says which to watch, [alerts.md](alerts.md) what the chart's alerts mean.
            A histogram has the series `_bucket`, `_count` and `_sum`. In the operator, metrics of curators have the label `store` as well.

            | metric | kind | meaning |
            | --- | --- | --- |

            """);
        foreach (var each in All) page.Append(CultureInfo.InvariantCulture, $"| `{each.Name}` | {each.Kind} | {each.Meaning} |\n");
        return page.ToString();
    }

    private static Instrument Of(Match created)
    {
        var unit = created.Groups["unit"].Value switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var name = created.Groups["name"].Value.Replace('.', '_');
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        var meaning = created.Groups["meaning"].Value;
        return created.Groups["kind"].Value switch
        {
            "Counter" => new Instrument($"{name}_total", "counter", meaning),
            "Histogram" => new Instrument(name, "histogram", meaning),
            _ => new Instrument(name, "gauge", meaning),
        };
    }

    [GeneratedRegex(@"(?<kind>(UpDown)?Counter|Histogram|Gauge)(<\w+>)?\(\s*""(?<name>objectstore\.[a-z_.]+)""((?!""objectstore\.).)*?""(?<unit>s|By|1|\{\w+\}(/s)?)"",\s*(description: )?""(?<meaning>[^""]*)""", RegexOptions.Singleline)]
    private static partial Regex Created();
}
