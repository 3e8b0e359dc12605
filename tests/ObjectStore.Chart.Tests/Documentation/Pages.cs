using System.Text.RegularExpressions;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Chart.Tests.Documentation;

/// <summary>The pages that people read.</summary>
internal static partial class Pages
{
    public static string Settings { get; } = Path.Combine(RepositoryPaths.Root, "docs", "operations", "settings.md");

    public static string Metrics { get; } = Path.Combine(RepositoryPaths.Root, "docs", "operations", "metrics.md");

    /// <summary>Paths and texts.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Append(Path.Combine(RepositoryPaths.Root, "README.md")).Append(Path.Combine(RepositoryPaths.Root, "CHANGELOG.md")).Append(Path.Combine(ChartFiles.Chart, "README.md"))
        .Order(StringComparer.Ordinal).ToDictionary(static path => path, File.ReadAllText);

    /// <summary>What an expression finds in the pages, with the page as people know it.</summary>
    public static IEnumerable<(string Page, Match Match)> Find(Regex expression) =>
        All.SelectMany(page => expression.Matches(page.Value).Select(match => (Path.GetRelativePath(RepositoryPaths.Root, page.Key), match)));

    /// <summary>Names of the places in a page that links may lead to, as GitHub makes them of headings.</summary>
    public static IEnumerable<string> Anchors(string page) => Heading().Matches(Fence().Replace(All[page], "")).Select(static match => AnchorOf(match.Groups[1].Value));

    /// <summary>A page without its blocks of code.</summary>
    public static string Prose(string page) => Fence().Replace(All[page], "");

    private static string AnchorOf(string heading) =>
        string.Concat(Linked().Replace(heading, "$1").Trim().ToLowerInvariant().Where(static each => char.IsLetterOrDigit(each) || each is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Linked();
}
