using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ObjectStore.KubernetesTesting;

/// <summary>Creates, changes and deletes objects as the API server does: versions, generations, the status apart, preconditions, finalizers.</summary>
internal sealed partial class ResourceHandler(ObjectTable table, TimeProvider time)
{
    public JsonObject Create(ResourceKind kind, string? @namespace, JsonObject body, string manager)
    {
        var metadata = MetadataOf(body);
        var name = (string?)metadata["name"] ?? $"{(string?)metadata["generateName"]}{Guid.NewGuid().ToString("N")[..5]}";
        if ((string?)metadata["generateName"] is { Length: > 0 } prefix && !NamePattern().IsMatch(prefix.EndsWith('-') ? prefix + "a" : prefix))
            throw ApiFailureException.Invalid($"{kind.Kind} \"{name}\" is invalid: metadata.generateName: Invalid value");
        return table.Change(kind, @namespace, name, (before, owners) =>
        {
            if (before is not null) throw new ApiFailureException(409, "AlreadyExists", $"{kind.Plural} \"{name}\" already exists");
            if (metadata["resourceVersion"] is not null) throw new ApiFailureException(400, "BadRequest", "resourceVersion should not be set on objects to be created");
            var created = Begin(kind, @namespace, name, body);
            owners.Changed(manager, null, created);
            return created;
        })!;
    }

    public JsonObject Update(ResourceKind kind, ApiPath path, JsonObject body, string manager) =>
        Modify(kind, path, manager, current =>
        {
            if ((string?)MetadataOf(body)["name"] != path.Name) throw new ApiFailureException(400, "BadRequest", "the name of the object does not match the name on the URL");
            CheckVersions(kind, MetadataOf(body), MetadataOf(current));
            return (JsonObject)body.DeepClone();
        });

    public JsonObject Patch(ResourceKind kind, ApiPath path, string contentType, JsonNode body, string manager) =>
        Modify(kind, path, manager, current =>
        {
            var patched = (JsonObject)current.DeepClone();
            if (contentType == "application/merge-patch+json") Patches.Merge(patched, body.AsObject());
            else if (contentType == "application/json-patch+json") Patches.Apply(patched, body.AsArray());
            else throw new ApiFailureException(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - {contentType}");
            CheckVersions(kind, MetadataOf(patched), MetadataOf(current));
            return patched;
        });

    public JsonObject Apply(ResourceKind kind, ApiPath path, JsonObject body, string manager, bool isForced)
    {
        if (manager.Length == 0) throw new ApiFailureException(400, "BadRequest", "fieldManager is required for apply patch");
        return table.Change(kind, path.Namespace, path.Name!, (before, owners) =>
        {
            if (before is null && path.Subresource is not null) throw ApiFailureException.NotFound($"{kind.Plural} \"{path.Name}\"");
            if (before is not null) CheckVersions(kind, MetadataOf(body), MetadataOf(before));
            else if (MetadataOf(body)["uid"] is { } uid)
                throw ApiFailureException.Conflict($"Operation cannot be fulfilled on {kind.Plural} \"{path.Name}\": uid mismatch: the provided object specified uid {uid}, and no existing object was found");
            var target = before is null ? Begin(kind, path.Namespace, path.Name!, new JsonObject { ["metadata"] = new JsonObject() }) : (JsonObject)before.DeepClone();
            var applied = (JsonObject)body.DeepClone();
            if (path.Subresource == "status") applied = new JsonObject { ["status"] = applied["status"]?.DeepClone() };
            else if (kind.HasStatus) applied.Remove("status");
            owners.Apply(manager, path.Subresource ?? "", isForced, applied, target);
            return before is null ? target : Finish(kind, path, before, target);
        })!;
    }

    /// <summary>The object as it is after, or null when it is gone.</summary>
    public JsonObject? Delete(ResourceKind kind, ApiPath path, JsonObject? options) =>
        table.Change(kind, path.Namespace, path.Name!, (before, _) =>
        {
            if (before is null) throw ApiFailureException.NotFound($"{kind.Plural} \"{path.Name}\"");
            var metadata = MetadataOf(before);
            foreach (var (name, wanted) in options?["preconditions"]?.AsObject() ?? [])
            {
                if ((string?)metadata[name] != (string?)wanted) throw ApiFailureException.Conflict($"the {name} in the precondition ({wanted}) does not match the object's ({metadata[name]})");
            }

            var finalizers = metadata["finalizers"] as JsonArray ?? [];
            var propagation = (string?)options?["propagationPolicy"];
            var extra = propagation switch { "Foreground" => "foregroundDeletion", "Orphan" => "orphan", _ => null };
            if (extra is not null) metadata["finalizers"] = new JsonArray([.. finalizers.Select(item => item!.DeepClone()), extra]);
            if (finalizers.Count == 0 && extra is null) return null;
            if (metadata["deletionTimestamp"] is null) metadata["deletionTimestamp"] = Now();
            metadata["deletionGracePeriodSeconds"] = 0;
            return before;
        });

    [GeneratedRegex("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    private static partial Regex NamePattern();

    private static JsonObject MetadataOf(JsonObject entity)
    {
        if (entity["metadata"] is not JsonObject) entity["metadata"] = new JsonObject();
        return (JsonObject)entity["metadata"]!;
    }

    private static void CheckVersions(ResourceKind kind, JsonObject wanted, JsonObject current)
    {
        foreach (var name in (ReadOnlySpan<string>)["resourceVersion", "uid"])
        {
            if (wanted[name] is { } value && (string?)value != (string?)current[name])
                throw ApiFailureException.Conflict($"Operation cannot be fulfilled on {kind.Plural} \"{current["name"]}\": the object has been modified; please apply your changes to the latest version and try again");
        }
    }

    private JsonObject Modify(ResourceKind kind, ApiPath path, string manager, Func<JsonObject, JsonObject> change)
    {
        return table.Change(kind, path.Namespace, path.Name!, (before, owners) =>
        {
            if (before is null) throw ApiFailureException.NotFound($"{kind.Plural} \"{path.Name}\"");
            var changed = change(before);
            JsonObject target;
            if (path.Subresource == "status")
            {
                target = (JsonObject)before.DeepClone();
                target["status"] = changed["status"]?.DeepClone();
            }
            else
            {
                target = changed;
                if (kind.HasStatus) SetOrRemove(target, "status", before["status"]);
            }

            var after = Finish(kind, path, before, target);
            if (after is not null) owners.Changed(manager, before, after);
            return after;
        }) ?? new JsonObject { ["kind"] = kind.Kind, ["apiVersion"] = kind.ApiVersion, ["metadata"] = new JsonObject { ["name"] = path.Name, ["namespace"] = path.Namespace } };
    }

    private static void SetOrRemove(JsonObject target, string name, JsonNode? value)
    {
        if (value is null) target.Remove(name);
        else target[name] = value.DeepClone();
    }

    /// <summary>What the server decides about a changed object. Null when its last finalizer is gone.</summary>
    private static JsonObject? Finish(ResourceKind kind, ApiPath path, JsonObject before, JsonObject target)
    {
        var (old, metadata) = (MetadataOf(before), MetadataOf(target));
        foreach (var name in (ReadOnlySpan<string>)["uid", "name", "namespace", "resourceVersion", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"])
            SetOrRemove(metadata, name, old[name]);
        (target["kind"], target["apiVersion"]) = (kind.Kind, kind.ApiVersion);
        if (metadata["finalizers"] is JsonArray { Count: 0 }) metadata.Remove("finalizers");
        if (metadata["deletionTimestamp"] is not null && metadata["finalizers"] is null && path.Subresource is null) return null;
        if (kind.HasGeneration && !JsonNode.DeepEquals(before["spec"], target["spec"])) metadata["generation"] = (long)metadata["generation"]! + 1;
        return target;
    }

    private JsonObject Begin(ResourceKind kind, string? @namespace, string name, JsonObject body)
    {
        if (!NamePattern().IsMatch(name) || name.Length > 253) throw ApiFailureException.Invalid($"{kind.Kind} \"{name}\" is invalid: metadata.name: Invalid value");
        if (kind.IsNamespaced && table.Find(Namespaces, null, @namespace!) is null) throw ApiFailureException.NotFound($"namespaces \"{@namespace}\"");
        var entity = (JsonObject)body.DeepClone();
        (entity["kind"], entity["apiVersion"]) = (kind.Kind, kind.ApiVersion);
        if (kind.HasStatus) entity.Remove("status");
        var metadata = MetadataOf(entity);
        metadata["name"] = name;
        SetOrRemove(metadata, "namespace", @namespace);
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Now();
        if (kind.HasGeneration) metadata["generation"] = 1L;
        return entity;
    }

    private static ResourceKind Namespaces { get; } = ResourceKind.BuiltIn.First(kind => kind.Kind == "Namespace");

    private string Now() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
