using System.Text;
using System.Text.Json.Nodes;
using ObjectStore.Policies;
using YamlDotNet.RepresentationModel;

namespace ObjectStore.Identities;

/// <summary>Reads the policies of an identity: a list of documents, each as YAML or as a text of JSON.</summary>
internal static class IdentityPolicies
{
    private const int DepthMax = 8;

    /// <summary>The policies, or null with a reason.</summary>
    public static IReadOnlyList<PolicyDocument>? Read(YamlNode node, out string reason)
    {
        reason = "it is not a list";
        if (node is not YamlSequenceNode sequence) return null;
        var policies = new List<PolicyDocument>();
        foreach (var entry in sequence)
        {
            var json = entry is YamlScalarNode { Value: { } text } ? text : ToJson(entry, DepthMax)?.ToJsonString() ?? "";
            if (!PolicyParser.TryParse(Encoding.UTF8.GetBytes(json), PolicyKind.Identity, out var policy, out reason)) return null;
            policies.Add(policy);
        }

        return policies;
    }

    /// <summary>Every plain value becomes a text, which is what policies hold.</summary>
    private static JsonNode? ToJson(YamlNode node, int depth) => node switch
    {
        _ when depth == 0 => null,
        YamlScalarNode scalar => JsonValue.Create(scalar.Value ?? ""),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Select(item => ToJson(item, depth - 1))]),
        YamlMappingNode mapping => new JsonObject(mapping.Select(pair => KeyValuePair.Create((pair.Key as YamlScalarNode)?.Value ?? "", ToJson(pair.Value, depth - 1)))),
        _ => null,
    };
}
