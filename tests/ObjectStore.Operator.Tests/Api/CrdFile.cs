using YamlDotNet.RepresentationModel;

namespace ObjectStore.Operator.Tests.Api;

/// <summary>A definition of <c>crds/</c>.</summary>
internal sealed class CrdFile
{
    private CrdFile(string path)
    {
        using var reader = new StreamReader(path);
        var yaml = new YamlStream();
        yaml.Load(reader);
        Root = (YamlMappingNode)yaml.Documents[0].RootNode;
        FileName = Path.GetFileName(path);
    }

    public string FileName { get; }

    public YamlMappingNode Root { get; }

    public YamlMappingNode Version => (YamlMappingNode)Get(Root, "spec", "versions")[0];

    public YamlMappingNode Schema => (YamlMappingNode)Get(Version, "schema", "openAPIV3Schema");

    public static IReadOnlyList<CrdFile> All { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "crds"), "*.yaml").Order(StringComparer.Ordinal).Select(path => new CrdFile(path))];

    public static YamlNode Get(YamlNode node, params string[] path) => path.Aggregate(node, (current, name) => current[name]);

    public static string? Text(YamlMappingNode node, string name) => node.Children.TryGetValue(name, out var value) ? ((YamlScalarNode)value).Value : null;

    public static YamlMappingNode? Map(YamlMappingNode node, string name) => node.Children.TryGetValue(name, out var value) ? (YamlMappingNode)value : null;

    public static IReadOnlyList<string> Texts(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out var value) ? [.. ((YamlSequenceNode)value).Children.Select(item => ((YamlScalarNode)item).Value!)] : [];

    /// <summary>Every schema below a schema, with its path.</summary>
    public static IEnumerable<(string Path, YamlMappingNode Schema)> Walk(YamlMappingNode schema, string path)
    {
        yield return (path, schema);
        foreach (var property in Map(schema, "properties")?.Children.AsEnumerable() ?? [])
        {
            foreach (var found in Walk((YamlMappingNode)property.Value, $"{path}.{property.Key}")) yield return found;
        }

        if (Map(schema, "items") is not { } items) yield break;
        foreach (var found in Walk(items, $"{path}[]")) yield return found;
    }
}
