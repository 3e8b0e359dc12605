using System.Text.Json;
using ObjectStore.Policies.Conditions;
using ObjectStore.Policies.Matching;

namespace ObjectStore.Policies;

/// <summary>Reads the condition block of a statement.</summary>
internal static class ConditionParser
{
    /// <summary>
    /// The keys of S3 that requests have here, but for <c>s3:x-amz-…</c> and tags. Any other is refused: a condition of a deny that never
    /// holds would leave open what its author wants closed.
    /// </summary>
    private static readonly string[] KeysOfS3 =
    [
        .. ListingKeys.All, "s3:versionid", "s3:resourceaccount", "s3:signatureversion", "s3:authtype", "s3:requestobjecttagkeys",
        "s3:object-lock-mode", "s3:object-lock-legal-hold", "s3:object-lock-retain-until-date",
        "s3:object-lock-remaining-retention-days",
    ];

    private static readonly string[] KeyPrefixesOfS3 = [HeaderKeys.KeyPrefix, "s3:requestobjecttag/", ExistingTags.KeyPrefix];

    public static bool TryParse(JsonElement statement, out IReadOnlyList<Condition> conditions, out string reason)
    {
        var parsed = new List<Condition>();
        conditions = parsed;
        reason = "";
        if (!statement.TryGetProperty("Condition", out var block)) return true;
        reason = "Condition must be an object";
        if (block.ValueKind != JsonValueKind.Object) return false;
        foreach (var entry in block.EnumerateObject())
        {
            reason = "Invalid Condition type : " + entry.Name;
            if (!ConditionOperator.TryParse(entry.Name, out var op)) return false;
            reason = "Policy has an invalid condition";
            if (entry.Value.ValueKind != JsonValueKind.Object) return false;
            foreach (var key in entry.Value.EnumerateObject())
            {
                if (!TryReadKey(op, key, out var condition, out reason)) return false;
                parsed.Add(condition);
            }
        }

        return true;
    }

    private static bool TryReadKey(ConditionOperator op, JsonProperty property, out Condition condition, out string reason)
    {
        condition = null!;
        reason = "Policy has an invalid condition key";
        var colon = property.Name.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == property.Name.Length - 1 || !IsKnown(ConditionKeyName.Normalize(property.Name))) return false;
        reason = "Policy has an invalid condition value";
        if (!TryReadValues(property.Value, out var texts)) return false;
        var values = texts.ConvertAll(text => TextPattern.Parse(text, op.HasWildcards));
        foreach (var value in values)
        {
            if (!value.HasVariables && !ValueComparer.IsValid(op.Comparison, value.Source)) return false;
        }

        condition = new Condition(op, ConditionKeyName.Normalize(property.Name), values);
        return true;
    }

    private static bool IsKnown(string key) =>
        !key.StartsWith("s3:", StringComparison.Ordinal) || KeysOfS3.Contains(key)
        || Array.Exists(KeyPrefixesOfS3, prefix => key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Numbers and booleans may stand without quotes.</summary>
    private static bool TryReadValues(JsonElement value, out List<string> texts)
    {
        texts = [];
        foreach (var item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().AsEnumerable() : [value])
        {
            switch (item.ValueKind)
            {
                case JsonValueKind.String:
                    texts.Add(item.GetString()!);
                    break;
                case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                    texts.Add(item.GetRawText());
                    break;
                default:
                    return false;
            }
        }

        return texts.Count > 0;
    }
}
