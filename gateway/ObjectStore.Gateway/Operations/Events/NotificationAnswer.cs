using ObjectStore.Events;
using ObjectStore.Events.Configuration;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Events;

/// <summary>The answer of GetBucketNotificationConfiguration.</summary>
internal static class NotificationAnswer
{
    public static S3XmlWriter Render(NotificationRules? rules)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("NotificationConfiguration"u8);
        foreach (var rule in rules?.Rules ?? [])
        {
            var isQueue = rule.Kind == DestinationKind.Queue;
            xml.Start(isQueue ? "QueueConfiguration"u8 : "TopicConfiguration"u8);
            xml.Element("Id"u8, rule.Id);
            xml.Element(isQueue ? "Queue"u8 : "Topic"u8, rule.Arn);
            foreach (var pattern in rule.Patterns) xml.Element("Event"u8, pattern);
            AddFilter(xml, rule);
            xml.End(isQueue ? "QueueConfiguration"u8 : "TopicConfiguration"u8);
        }

        xml.End("NotificationConfiguration"u8);
        return xml;
    }

    private static void AddFilter(S3XmlWriter xml, NotificationRule rule)
    {
        if (rule.Prefix is null && rule.Suffix is null) return;
        xml.Start("Filter"u8);
        xml.Start("S3Key"u8);
        AddFilterRule(xml, "Prefix", rule.Prefix);
        AddFilterRule(xml, "Suffix", rule.Suffix);
        xml.End("S3Key"u8);
        xml.End("Filter"u8);
    }

    private static void AddFilterRule(S3XmlWriter xml, string name, string? value)
    {
        if (value is null) return;
        xml.Start("FilterRule"u8);
        xml.Element("Name"u8, name);
        xml.Element("Value"u8, value);
        xml.End("FilterRule"u8);
    }
}
