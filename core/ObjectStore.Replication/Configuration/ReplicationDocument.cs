using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ObjectStore.Replication.Configuration;

/// <summary>The stored form of the replication rules of a bucket: JSON with a version, <c>docs/format/index.md</c> §8.</summary>
public static partial class ReplicationDocument
{
    private const int Version = 1;

    /// <summary>The stored form.</summary>
    public static byte[] Format(ReplicationRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return JsonSerializer.SerializeToUtf8Bytes(new Stored(Version, rules.Role, [.. rules.Rules.Select(StoredRule.Of)]), ReplicationJson.Default.Stored);
    }

    /// <summary>Reads what <see cref="Format"/> wrote; false on anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> document, [NotNullWhen(true)] out ReplicationRules? rules)
    {
        rules = null;
        try
        {
            if (JsonSerializer.Deserialize(document, ReplicationJson.Default.Stored) is not { V: Version } stored) return false;
            var read = new List<ReplicationRule>(stored.Rules.Length);
            foreach (var each in stored.Rules)
            {
                if (each is null || !each.TryRead(out var rule)) return false;
                read.Add(rule);
            }

            rules = new ReplicationRules(stored.Role, read);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    internal sealed record Stored(int V, string Role, StoredRule[] Rules);

    internal sealed record StoredTag(string Key, string Value);

    internal sealed record StoredRule(
        string Id,
        bool Enabled,
        bool Version1,
        string Arn,
        int? Priority = null,
        string? Prefix = null,
        StoredTag[]? Tags = null,
        bool? Markers = null,
        bool? Existing = null,
        bool? Kms = null,
        string? KmsKeyId = null,
        string? Account = null,
        bool? TranslatesOwner = null,
        string? StorageClass = null)
    {
        public static StoredRule Of(ReplicationRule rule) => new(
            rule.Id,
            rule.IsEnabled,
            rule.IsVersion1,
            rule.Arn,
            rule.Priority,
            rule.Prefix,
            rule.Tags.Count == 0 ? null : [.. rule.Tags.Select(static tag => new StoredTag(tag.Key, tag.Value))],
            rule.ReplicatesMarkers,
            rule.ReplicatesExisting,
            rule.ReplicatesKms,
            rule.KmsKeyId,
            rule.Account,
            rule.TranslatesOwner ? true : null,
            rule.StorageClass);

        public bool TryRead([NotNullWhen(true)] out ReplicationRule? rule)
        {
            rule = null;
            if (!ReplicaDestination.TryParseArn(Arn, out var destination) || (Tags is { } tags && !Array.TrueForAll(tags, static tag => tag is not null))) return false;
            rule = new ReplicationRule
            {
                Id = Id,
                IsEnabled = Enabled,
                IsVersion1 = Version1,
                Arn = Arn,
                Destination = destination,
                Priority = Priority,
                Prefix = Prefix,
                Tags = [.. (Tags ?? []).Select(static tag => KeyValuePair.Create(tag.Key, tag.Value))],
                ReplicatesMarkers = Markers,
                ReplicatesExisting = Existing,
                ReplicatesKms = Kms,
                KmsKeyId = KmsKeyId,
                Account = Account,
                TranslatesOwner = TranslatesOwner is true,
                StorageClass = StorageClass,
            };
            return true;
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class ReplicationJson : JsonSerializerContext;
}
