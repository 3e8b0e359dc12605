using System.Diagnostics.CodeAnalysis;
using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Reads the body of PutBucketNotificationConfiguration.</summary>
public static class NotificationRequest
{
    /// <summary>A hundred configurations with the longest filters.</summary>
    public const int BytesMax = 512 << 10;

    /// <summary>Element of destinations that are queues.</summary>
    public const string Queue = "QueueConfiguration";

    /// <summary>Element of destinations that are topics.</summary>
    public const string Topic = "TopicConfiguration";

    /// <summary>Element of destinations that are functions.</summary>
    public const string Function = "CloudFunctionConfiguration";

    /// <summary>Element that sends all events of the bucket to EventBridge.</summary>
    public const string EventBridge = "EventBridgeConfiguration";

    /// <summary>Guess: more than any request needs, so that a document cannot cost much memory.</summary>
    private const int RulesMax = 1_000;

    private const int ItemsMax = 100;

    /// <summary>Reads the configurations; false when the document is not one. The document stays borrowed until the return.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out IReadOnlyList<NotificationRuleRequest>? rules)
    {
        rules = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "NotificationConfiguration");
            var parsed = new List<NotificationRuleRequest>();
            while (reader.TryReadChild(0, out var name))
            {
                if (parsed.Count == RulesMax || !TryReadRule(reader, name, out var rule)) return false;
                parsed.Add(rule);
            }

            reader.ReadEnd();
            rules = parsed;
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static bool TryReadRule(XmlRequestReader reader, string element, [NotNullWhen(true)] out NotificationRuleRequest? rule)
    {
        rule = null;
        if (element is not (Queue or Topic or Function or EventBridge)) return false;
        if (element == EventBridge)
        {
            reader.Skip();
            rule = new NotificationRuleRequest(element, null, null, [], []);
            return true;
        }

        string? id = null, arn = null;
        var (events, filter) = (new List<string>(), new List<KeyValuePair<string, string>>());
        while (reader.TryReadChild(1, out var name))
        {
            switch (name)
            {
                case "Id": id = reader.ReadText().Trim(); break;
                case "Queue" when element == Queue: arn = reader.ReadText().Trim(); break;
                case "Topic" when element == Topic: arn = reader.ReadText().Trim(); break;
                case "CloudFunction" when element == Function: arn = reader.ReadText().Trim(); break;
                case "Event" when events.Count < ItemsMax: events.Add(reader.ReadText().Trim()); break;
                case "Filter" when TryReadFilter(reader, filter): break;
                default: return false;
            }
        }

        rule = new NotificationRuleRequest(element, id, arn, events, filter);
        return arn is not null && events.Count > 0;
    }

    private static bool TryReadFilter(XmlRequestReader reader, List<KeyValuePair<string, string>> filter)
    {
        while (reader.TryReadChild(2, out var child))
        {
            if (child != "S3Key") return false;
            while (reader.TryReadChild(3, out var rule))
            {
                if (rule != "FilterRule" || filter.Count == ItemsMax || !TryReadFilterRule(reader, out var pair)) return false;
                filter.Add(pair);
            }
        }

        return true;
    }

    private static bool TryReadFilterRule(XmlRequestReader reader, out KeyValuePair<string, string> pair)
    {
        string? filterName = null, value = null;
        pair = default;
        while (reader.TryReadChild(4, out var name))
        {
            switch (name)
            {
                case "Name": filterName = reader.ReadText().Trim(); break;
                case "Value": value = reader.ReadText(); break;
                default: return false;
            }
        }

        pair = new(filterName ?? "", value ?? "");
        return filterName is not null && value is not null;
    }
}
