using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Serialization;
using ObjectStore.Operator.Api.V1Alpha1;
using YamlDotNet.RepresentationModel;

namespace ObjectStore.Operator.Tests.Api;

/// <summary>The definitions in <c>crds/</c> and the records say the same; the API server goes by the one, the operator by the other.</summary>
public class CrdSchemaTests
{
    private static readonly JsonSerializerOptions Json = new KubernetesJson([ApiJson.Default]).Options;
    private static readonly Type[] Kinds = [typeof(V1Alpha1Bucket), typeof(V1Alpha1BucketAccess), typeof(V1Alpha1ObjectStore), typeof(V1Alpha1StoragePool)];

    /// <summary>What the API server adds to every kind; schemas say nothing of it.</summary>
    private static readonly string[] CommonProperties = ["apiVersion", "kind", "metadata"];

    public static TheoryData<string> Files => [.. CrdFile.All.Select(file => file.FileName)];

    [Fact]
    public void Files_EveryKind_HasOne()
    {
        Assert.Equal(Kinds.Select(kind => EntityMetadata.Of(kind).Kind).Order(), CrdFile.All.Select(file => CrdFile.Get(file.Root, "spec", "names", "kind").ToString()).Order());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Names_OfDefinition_AreThoseOfTheRecord(string fileName)
    {
        var (file, type) = Find(fileName);
        var metadata = EntityMetadata.Of(type);

        Assert.Equal($"{metadata.Group}_{metadata.Plural}.yaml", file.FileName);
        Assert.Equal($"{metadata.Plural}.{metadata.Group}", CrdFile.Get(file.Root, "metadata", "name").ToString());
        Assert.Equal(metadata.Group, CrdFile.Get(file.Root, "spec", "group").ToString());
        Assert.Equal(metadata.Scope.ToString(), CrdFile.Get(file.Root, "spec", "scope").ToString());
        Assert.Equal(metadata.Version, CrdFile.Text(file.Version, "name"));
        Assert.NotNull(CrdFile.Map((YamlMappingNode)file.Version["subresources"], "status"));
        Assert.NotEmpty(CrdFile.Texts((YamlMappingNode)CrdFile.Get(file.Root, "spec", "names"), "shortNames"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Schema_OfDefinition_HasThePropertiesOfTheRecords(string fileName)
    {
        var (file, type) = Find(fileName);
        var differences = new List<string>();

        Compare(file.Schema, Json.GetTypeInfo(type), type.Name, differences);

        Assert.Empty(differences);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Schema_EveryField_IsDescribedAndOfOneType(string fileName)
    {
        var (file, _) = Find(fileName);
        var fields = CrdFile.Walk(file.Schema, "").Where(field => !field.Path.EndsWith("metadata", StringComparison.Ordinal)).ToList();

        // Items of lists of texts are what the list says.
        Assert.Empty(fields.Where(field => CrdFile.Text(field.Schema, "description") is null && !field.Path.EndsWith("[]", StringComparison.Ordinal)).Select(field => field.Path));
        Assert.Empty(fields.Where(field => CrdFile.Text(field.Schema, "type") is null).Select(field => field.Path));
        Assert.Empty(fields.Where(field => field.Path.StartsWith(".spec", StringComparison.Ordinal) && CrdFile.Text(field.Schema, "type") == "array" && CrdFile.Text(field.Schema, "maxItems") is null).Select(field => field.Path));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void PrinterColumns_OfDefinition_NameFieldsThatThereAre(string fileName)
    {
        var (file, _) = Find(fileName);
        var fields = CrdFile.Walk(file.Schema, "").Select(field => field.Path).ToHashSet();

        foreach (var column in ((YamlSequenceNode)file.Version["additionalPrinterColumns"]).Children)
        {
            var path = column["jsonPath"].ToString().Split('[')[0];
            Assert.True(path == ".metadata.creationTimestamp" || fields.Contains(path), $"There is no {path}.");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Defaults_OfSchema_AreThoseOfTheRecords(string fileName)
    {
        var (file, type) = Find(fileName);
        var spec = (YamlMappingNode)CrdFile.Get(file.Schema, "properties", "spec");
        var differences = new List<string>();

        CompareDefaults(spec, Json.GetTypeInfo(type.GetProperty("Spec")!.PropertyType), "spec", differences);

        Assert.Empty(differences);
    }

    private static (CrdFile File, Type Type) Find(string fileName)
    {
        var file = CrdFile.All.Single(file => file.FileName == fileName);
        return (file, Kinds.Single(kind => EntityMetadata.Of(kind).Kind == CrdFile.Get(file.Root, "spec", "names", "kind").ToString()));
    }

    private static void Compare(YamlMappingNode schema, JsonTypeInfo type, string path, List<string> differences)
    {
        var properties = CrdFile.Map(schema, "properties")!.Children.ToDictionary(entry => entry.Key.ToString(), entry => (YamlMappingNode)entry.Value);
        foreach (var name in properties.Keys.Except(type.Properties.Select(property => property.Name))) differences.Add($"{path}.{name} is in the schema alone");
        foreach (var property in type.Properties)
        {
            if (path == type.Type.Name && CommonProperties.Contains(property.Name)) continue;
            if (!properties.TryGetValue(property.Name, out var field)) differences.Add($"{path}.{property.Name} is in the record alone");
            else CompareField(field, property, CrdFile.Texts(schema, "required").Contains(property.Name), $"{path}.{property.Name}", differences);
        }
    }

    private static void CompareField(YamlMappingNode field, JsonPropertyInfo property, bool isRequired, string path, List<string> differences)
    {
        // A status that is applied has no spec, so the record cannot ask for one.
        if (isRequired != property.IsRequired && property.Name != "spec") differences.Add($"{path} is required in one place only");
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var info = Json.GetTypeInfo(type);
        var (actual, element) = (CrdFile.Text(field, "type"), info.ElementType);
        var expected = type == typeof(string) || type == typeof(DateTimeOffset) ? "string"
            : type == typeof(bool) ? "boolean"
            : type == typeof(int) || type == typeof(long) ? "integer"
            : info.Kind == JsonTypeInfoKind.Enumerable ? "array"
            : "object";
        if (actual != expected) differences.Add($"{path} is {actual} in the schema, {expected} in the record");
        else if (type == typeof(long) != (CrdFile.Text(field, "format") == "int64")) differences.Add($"{path} has another width in the schema");
        else if (info.Kind == JsonTypeInfoKind.Object) Compare(field, info, path, differences);
        else if (info.Kind == JsonTypeInfoKind.Enumerable && Json.GetTypeInfo(element!).Kind == JsonTypeInfoKind.Object) Compare(CrdFile.Map(field, "items")!, Json.GetTypeInfo(element!), path + "[]", differences);
    }

    private static void CompareDefaults(YamlMappingNode schema, JsonTypeInfo type, string path, List<string> differences)
    {
        var fresh = type.Type.GetConstructor(Type.EmptyTypes)!.Invoke(null);
        foreach (var property in type.Properties.Where(property => !property.IsRequired))
        {
            var field = (YamlMappingNode)CrdFile.Map(schema, "properties")!.Children[property.Name];
            var actual = property.Get!(fresh);
            if (Json.GetTypeInfo(property.PropertyType) is { Kind: JsonTypeInfoKind.Object } info && type.Type.Namespace == info.Type.Namespace)
            {
                if (field.Children.ContainsKey("default") != (actual is not null)) differences.Add($"{path}.{property.Name} is there by default in one place only");
                CompareDefaults(field, info, $"{path}.{property.Name}", differences);
            }
            else if (!string.Equals(CrdFile.Text(field, "default"), Convert.ToString(actual, CultureInfo.InvariantCulture)?.Replace("True", "true", StringComparison.Ordinal).Replace("False", "false", StringComparison.Ordinal) is { Length: > 0 } text ? text : null, StringComparison.Ordinal))
            {
                differences.Add($"{path}.{property.Name} is {CrdFile.Text(field, "default")} in the schema, {actual} in the record");
            }
        }
    }
}
