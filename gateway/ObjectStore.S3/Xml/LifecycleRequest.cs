using System.Diagnostics.CodeAnalysis;
using System.Xml;
using ObjectStore.Lifecycle;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutBucketLifecycleConfiguration.</summary>
public static class LifecycleRequest
{
    /// <summary>Most bytes of the body: a thousand rules with long names and prefixes.</summary>
    public const int BytesMax = 2 << 20;

    /// <summary>False when the document is not one, or has no rule or too many. The rules are not checked.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out IReadOnlyList<LifecycleRuleRequest>? rules)
    {
        rules = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "LifecycleConfiguration");
            var elements = new LifecycleElements(reader);
            var parsed = new List<LifecycleRuleRequest>();
            while (reader.TryReadChild(0, out var name))
            {
                if (name != "Rule" || parsed.Count == LifecycleRules.CountMax) return false;
                parsed.Add(elements.ReadRule());
            }

            reader.ReadEnd();
            rules = parsed;
            return parsed.Count > 0;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
