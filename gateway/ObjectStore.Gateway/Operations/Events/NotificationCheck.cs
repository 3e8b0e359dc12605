using System.Globalization;
using System.Text;
using ObjectStore.Core;
using ObjectStore.Core.Identifiers;
using ObjectStore.Events;
using ObjectStore.Events.Configuration;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Events;

/// <summary>Checks the configurations of PutBucketNotificationConfiguration, with the errors of AWS.</summary>
internal static class NotificationCheck
{
    private const int IdLengthMax = 255;

    /// <summary>The rules, or the error of the first that is wrong.</summary>
    /// <param name="sent">What was sent.</param>
    /// <param name="destinations">Destinations that may be named.</param>
    /// <param name="rules">What is to be stored.</param>
    public static S3Error? TryMake(IReadOnlyList<NotificationRuleRequest> sent, IReadOnlySet<string> destinations, out NotificationRules rules)
    {
        rules = new NotificationRules([]);
        if (sent.Count > NotificationRules.CountMax) return InvalidArgumentError.Of($"A bucket can have at most {NotificationRules.CountMax} notification configurations.", "NotificationConfiguration", "");
        var made = new List<NotificationRule>(sent.Count);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in sent)
        {
            var id = string.IsNullOrEmpty(request.Id) ? NewId() : request.Id;
            if (id.Length > IdLengthMax) return InvalidArgumentError.Of("ID length should not exceed allowed limit of 255", "Id", id);
            if (!ids.Add(id)) return InvalidArgumentError.Of("Same ID used for multiple configurations. IDs must be unique", "Id", id);
            if (TryMake(request, id, out var rule) is { } error) return error;
            if (made.Exists(other => other.Overlaps(rule!))) return Ambiguous(id);
            made.Add(rule!);
        }

        if (made.FindAll(rule => !destinations.Contains(rule.Destination)) is { Count: > 0 } lost) return Unknown(lost);
        rules = new NotificationRules(made);
        return null;
    }

    private static S3Error? TryMake(NotificationRuleRequest request, string id, out NotificationRule? rule)
    {
        rule = null;
        if (request.Element is NotificationRequest.Function or NotificationRequest.EventBridge)
            return InvalidArgumentError.Of($"{request.Element} is not supported: this store sends events to queues and topics.", request.Element, request.Arn ?? "");
        if (request.Events.FirstOrDefault(static pattern => !EventTypes.TryParsePattern(pattern, out _)) is { } unknown)
            return InvalidArgumentError.Of("A specified event is not supported for notifications.", "Event", unknown);
        if (TryReadFilter(request, out var prefix, out var suffix) is { } filterError) return filterError;
        var kind = request.Element == NotificationRequest.Queue ? DestinationKind.Queue : DestinationKind.Topic;
        if (!DestinationArn.TryParse(request.Arn!, kind, out _))
            return InvalidArgumentError.Of(request.Arn!.StartsWith("arn:", StringComparison.Ordinal) ? "The ARN is not well formed" : "The ARN could not be parsed", kind.ToString(), request.Arn);
        rule = new NotificationRule(id, kind, request.Arn!, request.Events, prefix, suffix);
        return null;
    }

    private static S3Error? TryReadFilter(NotificationRuleRequest request, out string? prefix, out string? suffix)
    {
        prefix = suffix = null;
        foreach (var (name, value) in request.Filter)
        {
            if (Encoding.UTF8.GetByteCount(value) > ObjectKey.BytesMax) return InvalidArgumentError.Of("Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation", "FilterRule", name);
            var isPrefix = string.Equals(name, "prefix", StringComparison.OrdinalIgnoreCase);
            if (!isPrefix && !string.Equals(name, "suffix", StringComparison.OrdinalIgnoreCase))
                return InvalidArgumentError.Of("filter rule name must be either prefix or suffix", "FilterRule.Name", name);
            ref var known = ref isPrefix ? ref prefix : ref suffix;
            if (known is not null) return InvalidArgumentError.Of($"Cannot specify more than one {(isPrefix ? "prefix" : "suffix")} rule in a filter.", "FilterRule", name);
            known = value;
        }

        return null;
    }

    private static S3Error Unknown(List<NotificationRule> rules) => new(S3ErrorCode.InvalidArgument, "Unable to validate the following destination configurations")
    {
        Fields =
        [
            .. rules.SelectMany(static (rule, index) => new KeyValuePair<string, string>[]
            {
                new($"ArgumentName{index + 1}", rule.Arn),
                new($"ArgumentValue{index + 1}", $"The destination {rule.Kind.ToString().ToLowerInvariant()} does not exist"),
            }),
        ],
    };

    private static S3Error Ambiguous(string id) => InvalidArgumentError.Of(
        "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.", "Id", id);

    private static string NewId() => string.Create(CultureInfo.InvariantCulture, $"{Chance.NextBits():x16}{Chance.NextBits():x16}");
}
