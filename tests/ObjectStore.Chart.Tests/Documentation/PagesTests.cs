using System.Text.RegularExpressions;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Chart.Tests.Documentation;

/// <summary>What the pages name is there. What is there but named by none is listed in the two pages that are made from the code.</summary>
public sealed partial class PagesTests
{
    private const string WriteVariable = "OBJECTSTORE_WRITE_REFERENCE";

    [Fact]
    [Trait("Category", "Golden")]
    public void Reference_OfSettings_IsThatOfTheCode() => AssertIs(Pages.Settings, SettingsReference.Render());

    [Fact]
    [Trait("Category", "Golden")]
    public void Reference_OfMetrics_IsThatOfTheCode() => AssertIs(Pages.Metrics, Instrument.Render());

    [Fact]
    public void Settings_ThatPagesName_AreInTheCode()
    {
        var sections = string.Join('|', SettingsReference.All.Select(static setting => setting.Path.Split(':')[0]).Distinct());
        var named = Pages.Find(new Regex($@"(?<![\w.…:])(?:--|OBJECTSTORE__)?(?<path>(?:{sections})(?:(?::|__)(?:\w+|\*|…))+)")).ToArray();

        var unknown = named.Where(static each => !SettingsReference.All.Any(setting => setting.IsMeantBy(each.Match.Groups["path"].Value.Replace("__", ":", StringComparison.Ordinal))));

        Assert.True(named.Length > 100);
        AssertNone(unknown.Select(static each => $"{each.Page}: {each.Match.Value}").Distinct());
    }

    [Fact]
    public void Metrics_ThatPagesName_AreInTheCode()
    {
        var known = Instrument.All.SelectMany(static each => each.Series.Append(each.Name)).ToHashSet(StringComparer.Ordinal);
        var named = Pages.Find(MetricName()).ToArray();

        var unknown = named.Where(each => !known.Contains(each.Match.Value) && !(each.Match.Value.EndsWith('_') && known.Any(name => name.StartsWith(each.Match.Value, StringComparison.Ordinal))));

        Assert.True(named.Length > 50);
        AssertNone(unknown.Select(static each => $"{each.Page}: {each.Match.Value}").Distinct());
    }

    [Fact]
    public void Links_OfAllPages_LeadSomewhere()
    {
        var broken = new List<string>();
        foreach (var page in Pages.All.Keys)
        {
            foreach (var target in Link().Matches(Pages.Prose(page)).Select(static match => match.Groups[1].Value).Where(static target => !target.Contains("://", StringComparison.Ordinal)))
            {
                var parts = target.Split('#');
                var path = parts[0].Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, parts[0]));
                if (!Path.Exists(path) || (parts.Length > 1 && Pages.All.ContainsKey(path) && !Pages.Anchors(path).Contains(parts[1])))
                    broken.Add($"{Path.GetRelativePath(RepositoryPaths.Root, page)}: {target}");
            }
        }

        AssertNone(broken);
    }

    /// <summary>But decisions, which are found by their numbers.</summary>
    [Fact]
    public void Pages_AllOfThem_AreLinkedFromAnother()
    {
        var linked = Pages.All.Keys.SelectMany(static page => Link().Matches(Pages.All[page]).Select(match => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, match.Groups[1].Value.Split('#')[0]))).Where(target => target != page))
            .ToHashSet(StringComparer.Ordinal);

        AssertNone(Pages.All.Keys.Where(page => !linked.Contains(page)).Select(static page => Path.GetRelativePath(RepositoryPaths.Root, page)).Except(["README.md", "CHANGELOG.md"])
            .Where(static page => !page.StartsWith("docs/adr/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Targets_OfMake_AreInTheMakefile()
    {
        var targets = Target().Matches(ChartFiles.Read("Makefile")).Select(static match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var named = Pages.Find(Make()).ToArray();

        Assert.True(named.Length > 10);
        AssertNone(named.Where(each => !targets.Contains(each.Match.Groups[1].Value)).Select(static each => $"{each.Page}: {each.Match.Value}").Distinct());
    }

    [Fact]
    public void ErrorCodes_WithAStatus_HaveThatStatus()
    {
        var statuses = ErrorCode().Matches(ChartFiles.Read("gateway", "ObjectStore.S3", "Errors", "S3ErrorCatalog.cs")).ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value);
        var named = Pages.Find(StatusAndCode()).Where(each => statuses.ContainsKey(each.Match.Groups["code"].Value)).ToArray();

        Assert.True(named.Length > 20);
        AssertNone(named.Where(each => statuses[each.Match.Groups["code"].Value] != each.Match.Groups["status"].Value).Select(static each => $"{each.Page}: {each.Match.Value}").Distinct());
    }

    [Fact]
    public void Reasons_OfTheOperator_AreInItsPage()
    {
        var page = ChartFiles.Read("docs", "operator.md");
        var reasons = Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "operator", "ObjectStore.Operator"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(static path => Reason().Matches(File.ReadAllText(path))).Select(static match => match.Groups[1].Value).Distinct().ToArray();

        Assert.True(reasons.Length > 40);
        AssertNone(reasons.Where(reason => !page.Contains($"`{reason}`", StringComparison.Ordinal)));
    }

    /// <summary>Paths of folders that pages name in the form of code.</summary>
    [Fact]
    public void Paths_ThatPagesName_AreThere()
    {
        var named = Pages.Find(RepositoryPath()).ToArray();

        Assert.True(named.Length > 20);
        AssertNone(named.Where(static each => !Path.Exists(Path.Combine(RepositoryPaths.Root, each.Match.Groups[1].Value))).Select(static each => $"{each.Page}: {each.Match.Groups[1].Value}").Distinct());
    }

    private static void AssertNone(IEnumerable<string> mistakes) => Assert.True(!mistakes.Any(), string.Join('\n', mistakes));

    private static void AssertIs(string path, string text)
    {
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1") File.WriteAllText(path, text);
        Assert.True(File.Exists(path) && File.ReadAllText(path) == text, $"{Path.GetRelativePath(RepositoryPaths.Root, path)} is not what the code says: run `make reference`.");
    }

    [GeneratedRegex(@"\bobjectstore_(?:curator|events|extents|gateway|index|kubernetes|rpc)_[a-z0-9_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^([a-z0-9-]+):", RegexOptions.Multiline)]
    private static partial Regex Target();

    [GeneratedRegex("(?:`|^)make ([a-z][a-z0-9-]*)", RegexOptions.Multiline)]
    private static partial Regex Make();

    [GeneratedRegex(@"\[S3ErrorCode\.(\w+)\] = \((\d{3}),")]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@"(?:SpecProblem|Refuse)\(""(\w+)""")]
    private static partial Regex Reason();

    [GeneratedRegex(@"`(?:HTTP )?(?<status>\d{3})(?: |` with `|`, `)(?<code>[A-Z]\w+)`")]
    private static partial Regex StatusAndCode();

    [GeneratedRegex(@"`((?:charts|cli|core|crds|gateway|images|node|operator|scripts|standalone|tests)/[\w./-]+)`")]
    private static partial Regex RepositoryPath();
}
