using System.Globalization;
using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Reads the elements of replication rules.</summary>
/// <remarks>The methods throw <see cref="XmlException"/> on unknown elements, ones that come twice, and values that are no numbers.</remarks>
internal sealed class ReplicationElements(XmlRequestReader reader)
{
    /// <summary>More than an object may have, so that what is too many matches nothing and costs little.</summary>
    private const int TagsMax = 50;

    /// <summary>Reads the rule that was moved to.</summary>
    public ReplicationRuleRequest ReadRule()
    {
        var rule = new ReplicationRuleRequest();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.TryReadChild(1, out var name))
        {
            Require(seen.Add(name));
            rule = name switch
            {
                "ID" => rule with { Id = reader.ReadText() },
                "Status" => rule with { Status = reader.ReadText().Trim() },
                "Priority" => rule with { Priority = ReadNumber() },
                "Prefix" when !rule.HasFilter => rule with { Prefix = reader.ReadText() },
                "Filter" when rule.Prefix is null => ReadFilter(rule),
                "DeleteMarkerReplication" => rule with { Markers = ReadStatus(2) },
                "ExistingObjectReplication" => rule with { Existing = ReadStatus(2) },
                "SourceSelectionCriteria" => ReadCriteria(rule),
                "Destination" => ReadDestination(rule),
                _ => throw Unexpected(),
            };
        }

        return rule;
    }

    private ReplicationRuleRequest ReadFilter(ReplicationRuleRequest rule)
    {
        string? prefix = null;
        var tags = new List<KeyValuePair<string, string>>();
        var count = 0;
        while (reader.TryReadChild(2, out var name))
        {
            // One condition, or several in And.
            Require(++count == 1);
            switch (name)
            {
                case "Prefix": prefix = reader.ReadText(); break;
                case "Tag": tags.Add(TagElement.Read(reader, 3)); break;
                case "And": ReadAnd(ref prefix, tags); break;
                default: throw Unexpected();
            }
        }

        return rule with { HasFilter = true, Prefix = prefix, Tags = tags };
    }

    private void ReadAnd(ref string? prefix, List<KeyValuePair<string, string>> tags)
    {
        while (reader.TryReadChild(3, out var name))
        {
            if (name == "Prefix" && prefix is null) prefix = reader.ReadText();
            else if (name == "Tag" && tags.Count < TagsMax) tags.Add(TagElement.Read(reader, 4));
            else throw Unexpected();
        }
    }

    private ReplicationRuleRequest ReadCriteria(ReplicationRuleRequest rule)
    {
        while (reader.TryReadChild(2, out var name))
        {
            rule = name switch
            {
                "SseKmsEncryptedObjects" when rule.Kms is null => rule with { Kms = ReadStatus(3) },
                "ReplicaModifications" when rule.Modifications is null => rule with { Modifications = ReadStatus(3) },
                _ => throw Unexpected(),
            };
        }

        return rule;
    }

    private ReplicationRuleRequest ReadDestination(ReplicationRuleRequest rule)
    {
        while (reader.TryReadChild(2, out var name))
        {
            rule = name switch
            {
                "Bucket" when rule.Bucket is null => rule with { Bucket = reader.ReadText().Trim() },
                "Account" when rule.Account is null => rule with { Account = reader.ReadText().Trim() },
                "StorageClass" when rule.StorageClass is null => rule with { StorageClass = reader.ReadText().Trim() },
                "AccessControlTranslation" when rule.Owner is null => rule with { Owner = ReadOnly("Owner") },
                "EncryptionConfiguration" when rule.KmsKeyId is null => rule with { KmsKeyId = ReadOnly("ReplicaKmsKeyID") },
                "ReplicationTime" when rule.ReplicationTime is null => rule with { ReplicationTime = ReadStatus(3, beside: "Time") },
                "Metrics" when rule.Metrics is null => rule with { Metrics = ReadStatus(3, beside: "EventThreshold") },
                _ => throw Unexpected(),
            };
        }

        return rule;
    }

    /// <summary>Text of the one child that an element of a destination has.</summary>
    private string ReadOnly(string child)
    {
        string? text = null;
        while (reader.TryReadChild(3, out var name))
        {
            Require(name == child && text is null);
            text = reader.ReadText().Trim();
        }

        return text ?? throw Unexpected();
    }

    private string ReadStatus(int depth, string? beside = null)
    {
        string? status = null;
        while (reader.TryReadChild(depth, out var name))
        {
            if (name == beside)
            {
                reader.Skip();
                continue;
            }

            Require(name == "Status" && status is null);
            status = reader.ReadText().Trim();
        }

        return status is "Enabled" or "Disabled" ? status : throw Unexpected();
    }

    private int ReadNumber() => int.TryParse(reader.ReadText().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unexpected();

    private static void Require(bool isGood)
    {
        if (!isGood) throw Unexpected();
    }

    private static XmlException Unexpected() => new("Another element or value was expected.");
}
