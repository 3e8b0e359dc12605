using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ObjectStore.Lifecycle;

/// <summary>The stored form of the rules of a bucket: JSON with a version, <c>docs/format/index.md</c> §8. Gateways write it, gateways and the curator read it.</summary>
public static partial class LifecycleDocument
{
    private const int Version = 1;

    /// <summary>The stored form.</summary>
    public static byte[] Format(LifecycleRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return JsonSerializer.SerializeToUtf8Bytes(new Stored(Version, [.. rules.Rules.Select(StoredRule.Of)], rules.TransitionMinimum), Json.Default.Stored);
    }

    /// <summary>Reads what <see cref="Format"/> wrote; false on anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> document, [NotNullWhen(true)] out LifecycleRules? rules)
    {
        rules = null;
        try
        {
            if (JsonSerializer.Deserialize(document, Json.Default.Stored) is not { V: Version } stored) return false;
            var read = new LifecycleRule[stored.Rules.Length];
            for (var i = 0; i < read.Length; i++)
            {
                if (!stored.Rules[i].TryRead(out var rule)) return false;
                read[i] = rule;
            }

            rules = new LifecycleRules(read) { TransitionMinimum = stored.Minimum };
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    internal sealed record Stored(int V, StoredRule[] Rules, string? Minimum = null);

    internal sealed record StoredRule(
        string Id,
        bool On,
        FilterForm Form,
        string? Prefix = null,
        string[][]? Tags = null,
        long? Above = null,
        long? Below = null,
        StoredExpiration? Expires = null,
        StoredNoncurrent? Noncurrent = null,
        int? Abort = null,
        StoredMove[]? Moves = null,
        StoredMove[]? NoncurrentMoves = null)
    {
        public static StoredRule Of(LifecycleRule rule) => new(rule.Id, rule.IsEnabled, rule.Filter.Form)
        {
            Prefix = rule.Filter.Prefix,
            Tags = rule.Filter.Tags.Count == 0 ? null : [.. rule.Filter.Tags.Select(static tag => new[] { tag.Key, tag.Value })],
            Above = rule.Filter.SizeAbove,
            Below = rule.Filter.SizeBelow,
            Expires = rule.Expiration is { } current ? new StoredExpiration(current.Days, current.Date, current.RemovesMarkers) : null,
            Noncurrent = rule.NoncurrentExpiration is { } noncurrent ? new StoredNoncurrent(noncurrent.Days, noncurrent.KeepNewest) : null,
            Abort = rule.AbortUploadAfterDays,
            Moves = rule.Transitions.Count == 0 ? null : [.. rule.Transitions.Select(static each => new StoredMove(each.StorageClass, each.Days, each.Date))],
            NoncurrentMoves = rule.NoncurrentTransitions.Count == 0 ? null : [.. rule.NoncurrentTransitions.Select(static each => new StoredMove(each.StorageClass, each.Days, Keep: each.KeepNewest))],
        };

        public bool TryRead([NotNullWhen(true)] out LifecycleRule? rule)
        {
            rule = null;
            if (!IsGood()) return false;
            rule = new LifecycleRule
            {
                Id = Id,
                IsEnabled = On,
                Filter = new LifecycleFilter
                {
                    Form = Form,
                    Prefix = Prefix,
                    Tags = Tags is null ? [] : [.. Tags.Select(static tag => KeyValuePair.Create(tag[0], tag[1]))],
                    SizeAbove = Above,
                    SizeBelow = Below,
                },
                Expiration = Expires is null ? null : new CurrentExpiration(Expires.Days, Expires.Date, Expires.Markers),
                NoncurrentExpiration = Noncurrent is null ? null : new NoncurrentExpiration(Noncurrent.Days, Noncurrent.Keep),
                AbortUploadAfterDays = Abort,
                Transitions = Moves is null ? [] : [.. Moves.Select(static move => new CurrentTransition(move.Days, move.Date, move.Class))],
                NoncurrentTransitions = NoncurrentMoves is null ? [] : [.. NoncurrentMoves.Select(static move => new NoncurrentTransition(move.Days!.Value, move.Keep, move.Class))],
            };
            return true;
        }

        /// <summary>What cannot have been written must not delete anything.</summary>
        private bool IsGood() =>
            Tags?.All(static tag => tag is [not null, not null]) != false
            && Expires is not { Days: < 1 } && Noncurrent is not ({ Days: < 1 } or { Keep: < 0 }) && Abort is not < 1
            && Moves?.All(static move => move is { Days: >= 0, Date: null, Keep: null } or { Days: null, Date: not null, Keep: null }) != false
            && NoncurrentMoves?.All(static move => move is { Days: >= 0, Date: null, Keep: null or >= 0 }) != false;
    }

    internal sealed record StoredExpiration(int? Days = null, DateTimeOffset? Date = null, bool? Markers = null);

    internal sealed record StoredNoncurrent(int Days, int? Keep = null);

    internal sealed record StoredMove(string Class, int? Days = null, DateTimeOffset? Date = null, int? Keep = null);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UseStringEnumConverter = true)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class Json : JsonSerializerContext;
}
