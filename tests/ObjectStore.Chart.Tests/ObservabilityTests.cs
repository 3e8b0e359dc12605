using System.Text.Json;
using System.Text.RegularExpressions;
using ObjectStore.Chart.Tests.Documentation;
using YamlDotNet.RepresentationModel;

namespace ObjectStore.Chart.Tests;

public sealed partial class ObservabilityTests
{
    private static readonly YamlNode Rules = Yaml.Documents(ChartFiles.Read("charts", "objectstore", "files", "prometheus-rules.yaml"))[0];

    private static readonly string[] Severities = ["critical", "warning", "info"];

    private static readonly string RunBook = ChartFiles.Read("docs", "operations", "alerts.md");

    private static IEnumerable<YamlNode> All => Rules.Items("groups").SelectMany(static group => group.Items("rules"));

    private static IEnumerable<YamlNode> Alerts => All.Where(static rule => rule.Text("alert") is not null);

    [Fact]
    public void Expressions_OfRulesAndDashboards_NameMetricsThatTheCodeHas()
    {
        var metrics = Instrument.All.SelectMany(static each => each.Series).ToHashSet(StringComparer.Ordinal);
        var recorded = All.Select(static rule => rule.Text("record")).OfType<string>().ToHashSet(StringComparer.Ordinal);

        var named = All.Select(static rule => rule.Text("expr")!).Concat(DashboardExpressions())
            .SelectMany(static expression => MetricName().Matches(Quoted().Replace(expression, ""))).Select(static match => match.Value).Distinct().ToArray();

        Assert.True(named.Length > 30);
        Assert.DoesNotContain(named, name => !metrics.Contains(name) && !recorded.Contains(name));
    }

    [Fact]
    public void Expressions_OfRulesAndDashboards_HaveMatchingParentheses()
    {
        var expressions = All.Select(static rule => rule.Text("expr")!).Concat(DashboardExpressions());

        Assert.All(expressions, static expression =>
        {
            var text = Quoted().Replace(expression, "");
            Assert.Equal(text.Count(static character => character == '('), text.Count(static character => character == ')'));
            Assert.Equal(text.Count(static character => character == '{'), text.Count(static character => character == '}'));
        });
    }

    [Fact]
    public void Alerts_AllOfThem_HaveSeveritySummaryAndASectionInTheRunBook()
    {
        var alerts = Alerts.Select(static alert => alert.Text("alert")!).ToArray();

        var sections = Section().Matches(RunBook).Select(static match => match.Groups[1].Value);

        Assert.Equal(alerts, alerts.Distinct(StringComparer.Ordinal));
        Assert.Equal(alerts.Order(StringComparer.Ordinal), sections.Order(StringComparer.Ordinal));
        Assert.All(Alerts, static alert =>
        {
            Assert.Contains(alert.Text("labels", "severity"), Severities);
            Assert.False(string.IsNullOrEmpty(alert.Text("annotations", "summary")));
            Assert.False(string.IsNullOrEmpty(alert.Text("annotations", "description")));
        });
    }

    [Fact]
    public void Rendering_WithRules_LinksToTheRunBookAndLeavesOutWhatIsDisabled()
    {
        var rules = ChartFiles.Rendered("monitored", "PrometheusRule").Items("spec", "groups").SelectMany(static group => group.Items("rules"))
            .Where(static rule => rule.Text("alert") is not null).ToArray();

        Assert.Equal(Alerts.Count() - 1, rules.Length);
        Assert.DoesNotContain(rules, static rule => rule.Text("alert") == "ObjectStoreDeviceSlow");
        Assert.All(rules, static rule => Assert.Equal(
            "https://runbooks.example.com/objectstore#" + rule.Text("alert")!.ToLowerInvariant(), rule.Text("annotations", "runbook_url")));
    }

    [Fact]
    public void Dashboards_AllOfThem_HavePanelsWithIdentitiesOfTheirOwn()
    {
        Assert.Equal(2, Dashboards().Count());
        Assert.All(Dashboards(), static dashboard =>
        {
            var ids = dashboard.RootElement.GetProperty("panels").EnumerateArray().Select(static panel => panel.GetProperty("id").GetInt32()).ToArray();
            Assert.Equal(ids, ids.Distinct());
            Assert.NotEmpty(dashboard.RootElement.GetProperty("uid").GetString()!);
        });
    }

    private static IEnumerable<JsonDocument> Dashboards() =>
        Directory.GetFiles(Path.Combine(ChartFiles.Chart, "files", "dashboards"), "*.json").Select(static path => JsonDocument.Parse(File.ReadAllText(path)));

    private static IEnumerable<string> DashboardExpressions() => Dashboards()
        .SelectMany(static dashboard => dashboard.RootElement.GetProperty("panels").EnumerateArray())
        .Where(static panel => panel.TryGetProperty("targets", out _))
        .SelectMany(static panel => panel.GetProperty("targets").EnumerateArray())
        .Select(static target => target.GetProperty("expr").GetString()!);

    [GeneratedRegex(@"\bobjectstore[_:][a-z0-9_:]+")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"""[^""]*""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^## (ObjectStore\w+)$", RegexOptions.Multiline)]
    private static partial Regex Section();
}
