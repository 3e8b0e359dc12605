using System.Text.Json;
using ObjectStore.Policies.Matching;

namespace ObjectStore.Policies;

/// <summary>Reads one statement of a policy.</summary>
internal static class StatementParser
{
    private const string S3Prefix = "s3:";

    private static readonly IReadOnlyList<TextPattern> Everything = [TextPattern.Parse("*", hasWildcards: true)];

    private static readonly string[] Known =
        ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    public static bool TryParse(JsonElement element, PolicyKind kind, out PolicyStatement statement, out string reason)
    {
        statement = new PolicyStatement();
        reason = "Statement must be an object or a list of objects";
        if (element.ValueKind != JsonValueKind.Object) return false;
        foreach (var property in element.EnumerateObject())
        {
            reason = $"Unknown field {property.Name}";
            if (!Known.Contains(property.Name)) return false;
        }

        if (!TryReadSid(element, out var sid, out reason) || !TryReadEffect(element, out var effect, out reason)) return false;
        if (!TryReadPrincipals(element, kind, effect, out var principals, out var isNotPrincipal, out reason)) return false;
        if (!TryReadActions(element, kind, out var actions, out var named, out reason)) return false;
        if (!TryReadResources(element, kind, out var resources, out var isNotResource, out reason)) return false;
        if (!ConditionParser.TryParse(element, out var conditions, out reason)) return false;
        statement = new PolicyStatement
        {
            Sid = sid,
            Effect = effect,
            Principals = principals,
            IsNotPrincipal = isNotPrincipal,
            Actions = actions,
            Resources = resources,
            IsNotResource = isNotResource,
            HasIdleAction = kind == PolicyKind.Bucket && !isNotResource && named.Exists(set => ActionResources.AreIdle(set, resources)),
            Conditions = conditions,
        };

        // Of a deny, such a condition would never hold and leave open what its author wants closed.
        reason = PolicyParser.IdleConditionReason;
        return !statement.HasTagConditions || ExistingTags.AreKeysOf(actions);
    }

    /// <summary>Reads a text or a list of texts.</summary>
    public static bool TryReadTexts(JsonElement value, out List<string> texts)
    {
        texts = [];
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.String) return false;
                texts.Add(item.GetString()!);
            }

            return texts.Count > 0;
        }

        if (value.ValueKind != JsonValueKind.String) return false;
        texts.Add(value.GetString()!);
        return true;
    }

    private static bool TryReadSid(JsonElement element, out string sid, out string reason)
    {
        sid = "";
        reason = "Statement IDs (SID) must be a string";
        if (!element.TryGetProperty("Sid", out var value)) return true;
        if (value.ValueKind != JsonValueKind.String) return false;
        sid = value.GetString()!;
        return true;
    }

    private static bool TryReadEffect(JsonElement element, out PolicyEffect effect, out string reason)
    {
        effect = PolicyEffect.Deny;
        reason = "Missing required field Effect";
        if (!element.TryGetProperty("Effect", out var value)) return false;
        reason = "Invalid effect: " + value.GetRawText();
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not ("Allow" or "Deny")) return false;
        effect = value.GetString() == "Allow" ? PolicyEffect.Allow : PolicyEffect.Deny;
        return true;
    }

    /// <summary>Finds one of two elements that exclude each other; false when both are there, or none that has to be.</summary>
    private static bool TryChoose(JsonElement element, string name, out JsonElement value, out bool isNegated, out string reason)
    {
        reason = $"Missing required field {name}";
        isNegated = element.TryGetProperty("Not" + name, out var negated);
        var isThere = element.TryGetProperty(name, out value);
        if (isThere && isNegated)
        {
            reason = $"Statement cannot contain both {name} and Not{name}";
            return false;
        }

        if (isNegated) value = negated;
        return isThere || isNegated;
    }

    private static bool TryReadPrincipals(
        JsonElement element, PolicyKind kind, PolicyEffect effect, out IReadOnlyList<PrincipalPattern>? principals, out bool isNegated, out string reason)
    {
        principals = null;
        var isThere = TryChoose(element, "Principal", out var value, out isNegated, out reason);
        if (kind == PolicyKind.Identity)
        {
            var isNamed = isThere || element.TryGetProperty("Principal", out _);
            reason = isNamed ? "Policy document should not specify a principal" : "";
            return !isNamed;
        }

        if (!isThere) return false;
        if (isNegated && effect == PolicyEffect.Allow)
        {
            reason = "Allow with NotPrincipal is not allowed";
            return false;
        }

        reason = "Invalid principal in policy";
        var parsed = new List<PrincipalPattern>();
        principals = parsed;
        if (value.ValueKind != JsonValueKind.Object)
        {
            parsed.Add(PrincipalPattern.Everyone);
            return value.ValueKind == JsonValueKind.String && value.GetString() == "*";
        }

        foreach (var property in value.EnumerateObject())
        {
            if (!TryReadTexts(property.Value, out var texts)) return false;
            foreach (var text in texts)
            {
                if (!PrincipalPattern.TryParse(property.Name, text, out var principal)) return false;
                parsed.Add(principal);
            }
        }

        return parsed.Count > 0;
    }

    /// <summary>Reads the actions, and what each name stands for; of <c>NotAction</c> there are no names.</summary>
    private static bool TryReadActions(JsonElement element, PolicyKind kind, out ActionSet actions, out List<ActionSet> named, out string reason)
    {
        actions = ActionSet.None;
        named = [];
        if (!TryChoose(element, "Action", out var value, out var isNegated, out reason)) return false;
        reason = "Policy has invalid action";
        if (!TryReadTexts(value, out var texts)) return false;
        foreach (var text in texts)
        {
            var matching = ActionSet.Matching(text);
            if (!IsAction(kind, text, matching)) return false;
            actions = actions.With(matching);
            if (!isNegated) named.Add(matching);
        }

        if (isNegated) actions = actions.Except();
        return true;
    }

    private static bool IsAction(PolicyKind kind, string text, ActionSet matching) => kind switch
    {
        PolicyKind.Identity => !matching.IsEmpty || IsOfOtherService(text),
        PolicyKind.Bucket => matching.Intersects(ActionSet.OfS3),
        _ => matching.Intersects(ActionSet.OfSts) && !matching.Intersects(ActionSet.OfS3),
    };

    private static bool IsOfOtherService(string action) =>
        action.Contains(':', StringComparison.Ordinal) && !action.StartsWith(S3Prefix, StringComparison.OrdinalIgnoreCase);

    private static bool TryReadResources(
        JsonElement element, PolicyKind kind, out IReadOnlyList<TextPattern> resources, out bool isNegated, out string reason)
    {
        resources = [];
        if (kind == PolicyKind.Trust)
        {
            (resources, isNegated, reason) = (Everything, false, "Has prohibited field Resource");
            return !element.TryGetProperty("Resource", out _) && !element.TryGetProperty("NotResource", out _);
        }

        if (!TryChoose(element, "Resource", out var value, out isNegated, out reason)) return false;
        reason = "Policy has invalid resource";
        if (!TryReadTexts(value, out var texts)) return false;
        foreach (var text in texts)
        {
            if (!IsResource(text, kind)) return false;
        }

        resources = texts.ConvertAll(static text => TextPattern.Parse(text, hasWildcards: true));
        return true;
    }

    private static bool IsResource(string text, PolicyKind kind)
    {
        if (text == "*") return true;
        var parts = text.Split(':', 6);
        return parts.Length == 6 && parts[0] == "arn" && (kind == PolicyKind.Identity || parts[2] is "s3") && parts[5].Length > 0;
    }
}
