using ObjectStore.ProcessTesting;
using YamlDotNet.RepresentationModel;

namespace ObjectStore.Chart.Tests;

/// <summary>The chart and its golden renderings.</summary>
internal static class ChartFiles
{
    public static string Chart { get; } = Path.Combine(RepositoryPaths.Root, "charts", "objectstore");

    public static string Golden { get; } = Path.Combine(RepositoryPaths.Root, "tests", "golden", "chart");

    /// <summary>Names of the value sets that are rendered.</summary>
    public static TheoryData<string> Sets =>
        [.. Directory.GetFiles(Golden, "*.values.yaml").Select(static path => Path.GetFileName(path)[..^".values.yaml".Length]).Order(StringComparer.Ordinal)];

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([RepositoryPaths.Root, .. path]));

    public static IReadOnlyList<YamlMappingNode> Rendered(string set) => Yaml.Documents(File.ReadAllText(Path.Combine(Golden, $"{set}.yaml")));

    public static YamlMappingNode Rendered(string set, string kind) => Assert.Single(Rendered(set), document => document.Text("kind") == kind);
}
