using System.Globalization;
using ObjectStore.Replication.Configuration;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Replication;

/// <summary>The answer of GetBucketReplication: the rules as they were sent, with a name for each.</summary>
internal static class ReplicationAnswer
{
    public static S3XmlWriter Render(ReplicationRules rules)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("ReplicationConfiguration"u8);
        xml.Element("Role"u8, rules.Role);
        foreach (var rule in rules.Rules)
        {
            xml.Start("Rule"u8);
            xml.Element("ID"u8, rule.Id);
            if (rule.Priority is { } priority) xml.Element("Priority"u8, priority.ToString(CultureInfo.InvariantCulture));
            if (rule.IsVersion1) xml.Element("Prefix"u8, rule.Prefix);
            else AddFilter(xml, rule);
            xml.Element("Status"u8, StatusOf(rule.IsEnabled));
            AddStatus(xml, "DeleteMarkerReplication"u8, rule.ReplicatesMarkers);
            AddStatus(xml, "ExistingObjectReplication"u8, rule.ReplicatesExisting);
            if (rule.ReplicatesKms is not null)
            {
                xml.Start("SourceSelectionCriteria"u8);
                AddStatus(xml, "SseKmsEncryptedObjects"u8, rule.ReplicatesKms);
                xml.End("SourceSelectionCriteria"u8);
            }

            AddDestination(xml, rule);
            xml.End("Rule"u8);
        }

        xml.End("ReplicationConfiguration"u8);
        return xml;
    }

    private static void AddFilter(S3XmlWriter xml, ReplicationRule rule)
    {
        var hasAnd = rule.Tags.Count > 1 || (rule.Tags.Count == 1 && rule.Prefix is not null);
        xml.Start("Filter"u8);
        if (hasAnd) xml.Start("And"u8);
        xml.Element("Prefix"u8, rule.Prefix);
        foreach (var (key, value) in rule.Tags)
        {
            xml.Start("Tag"u8);
            xml.Element("Key"u8, key);
            xml.Element("Value"u8, value);
            xml.End("Tag"u8);
        }

        if (hasAnd) xml.End("And"u8);
        xml.End("Filter"u8);
    }

    private static void AddDestination(S3XmlWriter xml, ReplicationRule rule)
    {
        xml.Start("Destination"u8);
        xml.Element("Bucket"u8, rule.Arn);
        xml.Element("Account"u8, rule.Account);
        xml.Element("StorageClass"u8, rule.StorageClass);
        if (rule.TranslatesOwner)
        {
            xml.Start("AccessControlTranslation"u8);
            xml.Element("Owner"u8, "Destination");
            xml.End("AccessControlTranslation"u8);
        }

        if (rule.KmsKeyId is not null)
        {
            xml.Start("EncryptionConfiguration"u8);
            xml.Element("ReplicaKmsKeyID"u8, rule.KmsKeyId);
            xml.End("EncryptionConfiguration"u8);
        }

        xml.End("Destination"u8);
    }

    private static void AddStatus(S3XmlWriter xml, ReadOnlySpan<byte> name, bool? isEnabled)
    {
        if (isEnabled is not { } known) return;
        xml.Start(name);
        xml.Element("Status"u8, StatusOf(known));
        xml.End(name);
    }

    private static string StatusOf(bool isEnabled) => isEnabled ? "Enabled" : "Disabled";
}
