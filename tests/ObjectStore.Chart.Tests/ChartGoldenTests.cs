using System.Security.Cryptography;
using System.Text;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Chart.Tests;

[Trait("Category", "Golden")]
public sealed class ChartGoldenTests
{
    public static TheoryData<string> Sets => ChartFiles.Sets;

    /// <summary>No renderer is needed to run the tests: the rendering notes what it was made from, and this finds out when that has changed.</summary>
    [Fact]
    public void Goldens_AfterAChangeOfTheChart_AreRenderedAnew()
    {
        var lines = new StringBuilder();
        foreach (var path in Sources().Order(StringComparer.Ordinal))
            lines.Append(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(RepositoryPaths.Root, path))))).Append("  ").Append(path).Append('\n');

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));

        Assert.True(
            File.ReadAllText(Path.Combine(ChartFiles.Golden, "sources.sha256")).Trim() == digest,
            "The chart has changed since tests/golden/chart was rendered: run `make chart-goldens` and look at the difference.");
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Rendering_OfEverySet_HasNamedDocumentsOnce(string set)
    {
        var documents = ChartFiles.Rendered(set);

        var names = documents.Select(static document => $"{document.Text("kind")} {document.Text("metadata", "namespace")}/{document.Text("metadata", "name")}").ToArray();

        Assert.NotEmpty(names);
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        Assert.All(documents, static document => Assert.False(string.IsNullOrEmpty(document.Text("apiVersion"))));
        Assert.All(documents, static document => Assert.False(string.IsNullOrEmpty(document.Text("metadata", "name"))));
        Assert.All(documents, static document => Assert.NotNull(document.Text("metadata", "labels", "helm.sh/chart")));
    }

    [Fact]
    public void Rendering_SixSets_AreThere() => Assert.True(ChartFiles.Sets.Count >= 6);

    [Fact]
    public void Definitions_OfTheChart_AreThoseOfTheRepository()
    {
        var own = Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "crds"), "*.yaml").ToDictionary(static path => Path.GetFileName(path), File.ReadAllText);
        var packed = Directory.GetFiles(Path.Combine(ChartFiles.Chart, "files", "crds"), "*.yaml").ToDictionary(static path => Path.GetFileName(path), File.ReadAllText);

        Assert.Equal(own.Keys.Order(StringComparer.Ordinal), packed.Keys.Order(StringComparer.Ordinal));
        Assert.All(own, file => Assert.True(packed[file.Key] == file.Value, $"{file.Key} differs in the chart: run `make chart-goldens`."));
    }

    [Fact]
    public void Definitions_WithKeep_SurviveAnUninstall()
    {
        static bool IsKept(string set) => ChartFiles.Rendered(set).Where(static document => document.Text("kind") == "CustomResourceDefinition")
            .All(static document => document.Text("metadata", "annotations", "helm.sh/resource-policy") == "keep");

        Assert.True(IsKept("default"));
        Assert.False(IsKept("offline"));
        Assert.Equal(4, ChartFiles.Rendered("default").Count(static document => document.Text("kind") == "CustomResourceDefinition"));
    }

    /// <summary>All of the chart that a rendering depends on, and the values of the sets, as paths in the repository.</summary>
    private static IEnumerable<string> Sources()
    {
        var samples = Path.Combine(ChartFiles.Chart, "samples") + Path.DirectorySeparatorChar;
        return Directory.GetFiles(ChartFiles.Chart, "*", SearchOption.AllDirectories)
            .Where(path => !path.StartsWith(samples, StringComparison.Ordinal) && !path.EndsWith(".md", StringComparison.Ordinal))
            .Concat(Directory.GetFiles(ChartFiles.Golden, "*.values.yaml"))
            .Select(static path => Path.GetRelativePath(RepositoryPaths.Root, path));
    }
}
