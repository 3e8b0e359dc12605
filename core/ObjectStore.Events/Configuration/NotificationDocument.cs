using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ObjectStore.Events.Configuration;

/// <summary>The stored form of the notification configuration of a bucket: JSON with a version, <c>docs/format/index.md</c> §8.</summary>
public static partial class NotificationDocument
{
    private const int Version = 1;

    /// <summary>The stored form.</summary>
    public static byte[] Format(NotificationRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var stored = rules.Rules.Select(static rule => new StoredRule(rule.Id, rule.Kind, rule.Arn, [.. rule.Patterns], rule.Prefix, rule.Suffix));
        return JsonSerializer.SerializeToUtf8Bytes(new Stored(Version, [.. stored]), NotificationJson.Default.Stored);
    }

    /// <summary>Reads what <see cref="Format"/> wrote; false on anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> document, [NotNullWhen(true)] out NotificationRules? rules)
    {
        rules = null;
        try
        {
            if (JsonSerializer.Deserialize(document, NotificationJson.Default.Stored) is not { V: Version } stored || !Array.TrueForAll(stored.Rules, static rule => rule is not null && rule.IsGood())) return false;
            rules = new NotificationRules([.. stored.Rules.Select(static rule => new NotificationRule(rule.Id, rule.Kind, rule.Arn, rule.Events, rule.Prefix, rule.Suffix))]);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    internal sealed record Stored(int V, StoredRule[] Rules);

    internal sealed record StoredRule(string Id, DestinationKind Kind, string Arn, string[] Events, string? Prefix = null, string? Suffix = null)
    {
        public bool IsGood() => DestinationArn.TryParse(Arn, Kind, out _) && Array.TrueForAll(Events, static pattern => pattern is not null && EventTypes.TryParsePattern(pattern, out _));
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UseStringEnumConverter = true)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class NotificationJson : JsonSerializerContext;
}
