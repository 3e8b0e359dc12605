using System.Diagnostics.CodeAnalysis;
using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutBucketReplication.</summary>
public static class ReplicationRequest
{
    /// <summary>Most bytes of the body: a thousand rules with long names and prefixes.</summary>
    public const int BytesMax = 2 << 20;

    /// <summary>Most rules; AWS's bound.</summary>
    private const int RulesMax = 1_000;

    /// <summary>False when the document is not one, has no role, no rule or too many. The rules are not checked.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out string? role, [NotNullWhen(true)] out IReadOnlyList<ReplicationRuleRequest>? rules)
    {
        (role, rules) = (null, null);
        try
        {
            using var reader = XmlRequestReader.Open(document, "ReplicationConfiguration");
            var elements = new ReplicationElements(reader);
            var parsed = new List<ReplicationRuleRequest>();
            while (reader.TryReadChild(0, out var name))
            {
                if (name == "Role" && role is null) role = reader.ReadText().Trim();
                else if (name == "Rule" && parsed.Count < RulesMax) parsed.Add(elements.ReadRule());
                else return false;
            }

            reader.ReadEnd();
            rules = parsed;
            return role is not null && parsed.Count > 0;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
