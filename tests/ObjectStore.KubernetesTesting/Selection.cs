using System.Text.Json.Nodes;

namespace ObjectStore.KubernetesTesting;

/// <summary>Namespace, labels and fields that a list or watch asks for.</summary>
internal sealed record Selection(string? Namespace, string? LabelSelector, string? FieldSelector)
{
    public bool Matches(JsonObject entity) =>
        (Namespace is null || Namespace == (string?)entity["metadata"]?["namespace"])
        && Terms(LabelSelector).All(term => MatchesLabel(term, entity["metadata"]?["labels"] as JsonObject))
        && Terms(FieldSelector).All(term => MatchesField(term, entity));

    private static string[] Terms(string? selector) => string.IsNullOrEmpty(selector) ? [] : selector.Split(',', StringSplitOptions.TrimEntries);

    private static bool MatchesLabel(string term, JsonObject? labels)
    {
        if (term.StartsWith('!')) return labels?.ContainsKey(term[1..]) != true;
        var (key, isEqual, value) = Split(term);
        if (value is null) return labels?.ContainsKey(key) == true;
        return (string?)labels?[key] == value == isEqual;
    }

    private static bool MatchesField(string term, JsonObject entity)
    {
        var (path, isEqual, value) = Split(term);
        JsonNode? node = entity;
        foreach (var part in path.Split('.')) node = (node as JsonObject)?[part];
        return (node?.ToString() ?? "") == value == isEqual;
    }

    private static (string Key, bool IsEqual, string? Value) Split(string term)
    {
        var at = term.IndexOf('=', StringComparison.Ordinal);
        if (at < 0) return (term, true, null);
        var value = term[(at + 1)..].TrimStart('=');
        return term[at - 1] == '!' ? (term[..(at - 1)], false, value) : (term[..at], true, value);
    }
}
