using System.Text.Json.Nodes;

namespace ObjectStore.KubernetesTesting;

/// <summary>Who owns which fields of one object: a simplified server-side apply, in which lists are atomic but finalizers are a set.</summary>
internal sealed class FieldOwnership
{
    private const char Separator = '\u001f';
    private static readonly HashSet<string> Unowned =
    [
        "apiVersion", "kind", "metadata/name", "metadata/namespace", "metadata/generateName", "metadata/uid", "metadata/resourceVersion", "metadata/generation",
        "metadata/creationTimestamp", "metadata/deletionTimestamp", "metadata/deletionGracePeriodSeconds", "metadata/managedFields",
    ];

    private readonly Dictionary<(string Manager, string Operation, string Subresource), HashSet<string>> _owners = [];

    /// <summary>Notes that a manager changed fields by a plain write.</summary>
    public void Changed(string manager, JsonObject? before, JsonObject after)
    {
        var old = before is null ? [] : Leaves(before);
        var now = Leaves(after);
        var own = OwnedBy(manager, "Update", "");
        foreach (var (path, value) in now)
        {
            if (old.TryGetValue(path, out var previous) && previous.Text == value.Text) continue;
            foreach (var others in _owners.Values) others.Remove(path);
            own.Add(path);
        }

        foreach (var path in old.Keys.Where(path => !now.ContainsKey(path)))
        {
            foreach (var others in _owners.Values) others.Remove(path);
        }
    }

    /// <summary>Applies a manager's fields to an object; those that it applied before to the same subresource, and does not any more, go.</summary>
    public void Apply(string manager, string subresource, bool isForced, JsonObject applied, JsonObject target)
    {
        var wanted = Leaves(applied);
        var live = Leaves(target);
        var own = OwnedBy(manager, "Apply", subresource);
        var conflicts = wanted
            .Where(leaf => live.TryGetValue(leaf.Key, out var current) && current.Text != leaf.Value.Text)
            .Where(leaf => _owners.Any(owner => owner.Value != own && owner.Value.Contains(leaf.Key)))
            .Select(leaf => leaf.Key)
            .ToList();
        if (conflicts.Count > 0 && !isForced)
            throw ApiFailureException.Conflict($"Apply failed with {conflicts.Count} conflicts: {string.Join(", ", conflicts.Select(path => path.Replace(Separator, '.')))}");
        foreach (var others in _owners.Values.Where(others => others != own)) others.ExceptWith(conflicts);
        foreach (var path in own.Where(path => !wanted.ContainsKey(path)).ToList())
        {
            own.Remove(path);
            if (!_owners.Values.Any(others => others.Contains(path))) Remove(target, path);
        }

        foreach (var (path, value) in wanted) Set(target, path, value.Node);
        own.UnionWith(wanted.Keys);
    }

    private static Dictionary<string, (string Text, JsonNode? Node)> Leaves(JsonObject entity)
    {
        var leaves = new Dictionary<string, (string Text, JsonNode? Node)>();
        Collect(entity, "", leaves);
        return leaves;
    }

    private static void Collect(JsonObject node, string prefix, Dictionary<string, (string Text, JsonNode? Node)> leaves)
    {
        foreach (var (name, value) in node)
        {
            var path = prefix.Length == 0 ? name : prefix + Separator + name;
            if (Unowned.Contains(path.Replace(Separator, '/')) || value is null) continue;
            if (value is JsonObject child) Collect(child, path, leaves);
            else if (path == $"metadata{Separator}finalizers") foreach (var item in value.AsArray()) leaves[path + Separator + item] = ((string?)item ?? "", item);
            else leaves[path] = (value.ToJsonString(), value);
        }
    }

    private static bool IsFinalizer(string[] parts) => parts is ["metadata", "finalizers", _];

    private static void Set(JsonObject target, string path, JsonNode? value)
    {
        var parts = path.Split(Separator);
        if (IsFinalizer(parts))
        {
            var list = target["metadata"]!["finalizers"] as JsonArray;
            if (list is null) target["metadata"]!["finalizers"] = list = [];
            if (!list.Any(item => (string?)item == parts[2])) list.Add(parts[2]);
            return;
        }

        var node = target;
        foreach (var part in parts[..^1])
        {
            if (node[part] is not JsonObject) node[part] = new JsonObject();
            node = (JsonObject)node[part]!;
        }

        node[parts[^1]] = value?.DeepClone();
    }

    private static void Remove(JsonObject target, string path)
    {
        var parts = path.Split(Separator);
        if (IsFinalizer(parts))
        {
            var list = target["metadata"]!["finalizers"] as JsonArray;
            list?.RemoveAll(item => (string?)item == parts[2]);
            return;
        }

        JsonObject? node = target;
        foreach (var part in parts[..^1]) node = node?[part] as JsonObject;
        node?.Remove(parts[^1]);
    }

    private HashSet<string> OwnedBy(string manager, string operation, string subresource)
    {
        if (!_owners.TryGetValue((manager, operation, subresource), out var own)) _owners[(manager, operation, subresource)] = own = [];
        return own;
    }
}
