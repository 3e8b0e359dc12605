using System.Globalization;
using System.Text.Json.Nodes;

namespace ObjectStore.KubernetesTesting;

/// <summary>Merge patches (RFC 7386) and JSON patches (RFC 6902: test, add, replace, remove).</summary>
internal static class Patches
{
    public static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null) target.Remove(name);
            else if (value is JsonObject child)
            {
                if (target[name] is not JsonObject) target[name] = new JsonObject();
                Merge((JsonObject)target[name]!, child);
            }
            else target[name] = value.DeepClone();
        }
    }

    public static void Apply(JsonObject target, JsonArray operations)
    {
        foreach (var operation in operations.OfType<JsonObject>())
        {
            var parts = ((string)operation["path"]!).Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
            JsonNode? parent = target;
            foreach (var part in parts[..^1]) parent = Child(parent, part);
            Carry(operation, parent ?? throw ApiFailureException.Invalid("The path of a patch does not exist."), parts[^1]);
        }
    }

    private static void Carry(JsonObject operation, JsonNode parent, string name)
    {
        var value = operation["value"]?.DeepClone();
        switch ((string)operation["op"]!)
        {
            case "test":
                if (!JsonNode.DeepEquals(Child(parent, name), value)) throw ApiFailureException.Invalid("The test of a patch failed.");
                break;
            case "add" when parent is JsonArray list:
                if (name == "-") list.Add(value);
                else list.Insert(int.Parse(name, CultureInfo.InvariantCulture), value);
                break;
            case "add" or "replace" when parent is JsonObject owner:
                owner[name] = value;
                break;
            case "replace" when parent is JsonArray list:
                list[int.Parse(name, CultureInfo.InvariantCulture)] = value;
                break;
            case "remove" when parent is JsonArray list:
                list.RemoveAt(int.Parse(name, CultureInfo.InvariantCulture));
                break;
            case "remove" when parent is JsonObject owner:
                if (!owner.Remove(name)) throw ApiFailureException.Invalid("A patch removes what is not there.");
                break;
            default:
                throw ApiFailureException.Invalid("A patch cannot be carried out.");
        }
    }

    private static JsonNode? Child(JsonNode? parent, string name) => parent switch
    {
        JsonObject owner => owner[name],
        JsonArray list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
        _ => null,
    };
}
