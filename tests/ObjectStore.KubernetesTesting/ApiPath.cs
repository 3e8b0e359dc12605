namespace ObjectStore.KubernetesTesting;

/// <summary>What a path of the API names.</summary>
internal sealed record ApiPath(string Group, string Version, string Plural, string? Namespace, string? Name, string? Subresource)
{
    public static ApiPath? Parse(string path)
    {
        var parts = path.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        if (parts.Length >= 3 && parts[0] == "api") return Parse("", parts[1], parts[2..]);
        return parts.Length >= 4 && parts[0] == "apis" ? Parse(parts[1], parts[2], parts[3..]) : null;
    }

    private static ApiPath? Parse(string group, string version, string[] rest)
    {
        // A namespace's own subresources have the form of a collection inside it.
        var isInside = rest[0] == "namespaces" && rest.Length >= 3 && rest[2] is not ("status" or "finalize");
        var @namespace = isInside ? rest[1] : null;
        if (isInside) rest = rest[2..];
        return rest.Length is < 1 or > 3
            ? null
            : new ApiPath(group, version, rest[0], @namespace, rest.Length > 1 ? rest[1] : null, rest.Length > 2 ? rest[2] : null);
    }
}
