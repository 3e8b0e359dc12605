using System.Text.RegularExpressions;
using ObjectStore.ProcessTesting;
using YamlDotNet.RepresentationModel;

namespace ObjectStore.Chart.Tests;

public sealed partial class ChartValuesTests
{
    private static readonly string[] OptionProjects = ["ObjectStore.Operator", "ObjectStore.Kubernetes"];

    private static readonly YamlNode Schema = Yaml.Documents(ChartFiles.Read("charts", "objectstore", "values.schema.json"))[0];

    [Fact]
    public void Values_AllOfThem_AreInTheSchemaAndTheOtherWayRound()
    {
        var values = ValuePaths(Yaml.Documents(ChartFiles.Read("charts", "objectstore", "values.yaml"))[0], Schema, "").ToHashSet(StringComparer.Ordinal);

        var schema = SchemaPaths(Schema, "").ToHashSet(StringComparer.Ordinal);

        Assert.Equal(schema.Order(StringComparer.Ordinal), values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Values_AllOfThem_AreInTheReadMe()
    {
        var described = Row().Matches(ChartFiles.Read("charts", "objectstore", "README.md")).Select(static match => match.Groups[1].Value);

        Assert.Equal(SchemaPaths(Schema, "").Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("default")]
    [InlineData("namespaced")]
    [InlineData("guarded")]
    public void Settings_OfTheOperator_AreOptionsOfTheOperator(string set)
    {
        var options = OptionNames();

        var settings = Assert.Single(ChartFiles.Rendered(set, "Deployment").Items("spec", "template", "spec", "containers")).Items("env")
            .Select(static variable => variable.Text("name")!)
            .Where(static name => name.StartsWith("OBJECTSTORE__Operator__", StringComparison.Ordinal))
            .Select(static name => name.Split("__")[2]).ToArray();

        Assert.NotEmpty(settings);
        Assert.All(settings, name => Assert.Contains(name, options));
    }

    [Fact]
    public void Images_WithARegistryOfOnesOwn_AllComeFromIt()
    {
        var container = Assert.Single(ChartFiles.Rendered("offline", "Deployment").Items("spec", "template", "spec", "containers"));

        var images = container.Items("env").Where(static variable => variable.Text("name")!.EndsWith("Image", StringComparison.Ordinal)).Select(static variable => variable.Text("value")!).ToArray();

        Assert.Equal(3, images.Length);
        Assert.All(images, static image => Assert.StartsWith("registry.example.com/", image, StringComparison.Ordinal));
        Assert.StartsWith("registry.example.com/objectstore/operator@sha256:", container.Text("image"), StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_AllFields_AreInTheDefinitions()
    {
        var definitions = Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "crds"), "*.yaml").Select(static path => Yaml.Documents(File.ReadAllText(path))[0])
            .ToDictionary(static definition => definition.Text("spec", "names", "kind")!, static definition => Assert.Single(definition.Items("spec", "versions")).At("schema", "openAPIV3Schema")!);

        var resources = Directory.GetFiles(Path.Combine(ChartFiles.Chart, "samples"), "*.yaml").SelectMany(static path => Yaml.Documents(File.ReadAllText(path)))
            .Where(static document => document.Text("apiVersion")!.StartsWith("objectstore.dev/", StringComparison.Ordinal)).ToArray();

        Assert.Equal(definitions.Keys.Order(StringComparer.Ordinal), resources.Select(static resource => resource.Text("kind")!).Distinct().Order(StringComparer.Ordinal));
        Assert.All(resources, resource => Assert.Empty(Unknown(resource.At("spec")!, definitions[resource.Text("kind")!].At("properties", "spec")!, "spec")));
    }

    /// <summary>Paths of a value that its schema does not know, or lacks although it is required.</summary>
    private static IEnumerable<string> Unknown(YamlNode value, YamlNode schema, string path)
    {
        if (value is YamlSequenceNode list) return list.SelectMany(item => Unknown(item, schema.At("items")!, $"{path}[]"));
        if (schema.At("properties") is null) return [];
        var missing = schema.Texts("required").Where(name => value.At(name) is null).Select(name => $"{path}.{name} is missing");
        return missing.Concat(value.Entries().SelectMany(entry =>
            schema.At("properties", entry.Key) is { } known ? Unknown(entry.Value, known, $"{path}.{entry.Key}") : [$"{path}.{entry.Key} is unknown"]));
    }

    /// <summary>Values that the schema leaves open (labels, resources, …) are one value, like text and numbers.</summary>
    private static IEnumerable<string> SchemaPaths(YamlNode schema, string path) => HasOwnValues(schema)
        ? schema.Entries("properties").SelectMany(entry => SchemaPaths(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}"))
        : [path];

    private static IEnumerable<string> ValuePaths(YamlNode value, YamlNode? schema, string path) => schema is not null && HasOwnValues(schema)
        ? value.Entries().SelectMany(entry => ValuePaths(entry.Value, schema.At("properties", entry.Key), path.Length == 0 ? entry.Key : $"{path}.{entry.Key}"))
        : [path];

    private static bool HasOwnValues(YamlNode schema) => schema.At("properties") is not null;

    private static HashSet<string> OptionNames() =>
        [.. OptionProjects.SelectMany(static project => Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "operator", project, "Hosting"), "Operator*.cs"))
            .SelectMany(static path => Property().Matches(File.ReadAllText(path))).Select(static match => match.Groups[1].Value)];

    [GeneratedRegex(@"^\| `([A-Za-z.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"public [A-Za-z<>?]+ (\w+) \{ get; init; \}")]
    private static partial Regex Property();
}
