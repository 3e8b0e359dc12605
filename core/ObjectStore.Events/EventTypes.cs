using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.Events;

/// <summary>Names of event types, and the patterns by which configurations ask for them.</summary>
/// <remarks>Source: Amazon S3 user guide, "Event notification types and destinations".</remarks>
public static class EventTypes
{
    private const string Service = "s3:";

    private static readonly (EventType Type, string Name)[] Names =
    [
        (EventType.ObjectCreatedPut, "ObjectCreated:Put"),
        (EventType.ObjectCreatedPost, "ObjectCreated:Post"),
        (EventType.ObjectCreatedCopy, "ObjectCreated:Copy"),
        (EventType.ObjectCreatedCompleteMultipartUpload, "ObjectCreated:CompleteMultipartUpload"),
        (EventType.ObjectRemovedDelete, "ObjectRemoved:Delete"),
        (EventType.ObjectRemovedDeleteMarkerCreated, "ObjectRemoved:DeleteMarkerCreated"),
        (EventType.ObjectTaggingPut, "ObjectTagging:Put"),
        (EventType.ObjectTaggingDelete, "ObjectTagging:Delete"),
        (EventType.ObjectAclPut, "ObjectAcl:Put"),
        (EventType.LifecycleExpirationDelete, "LifecycleExpiration:Delete"),
        (EventType.LifecycleExpirationDeleteMarkerCreated, "LifecycleExpiration:DeleteMarkerCreated"),
        (EventType.LifecycleTransition, "LifecycleTransition"),
        (EventType.ObjectRestorePost, "ObjectRestore:Post"),
        (EventType.ObjectRestoreCompleted, "ObjectRestore:Completed"),
        (EventType.ObjectRestoreDelete, "ObjectRestore:Delete"),
    ];

    /// <summary>Groups of which all can be asked for at once; AWS has none for the one event of lists, and the one of transitions.</summary>
    private static readonly string[] Groups = ["ObjectCreated:", "ObjectRemoved:", "ObjectTagging:", "LifecycleExpiration:", "ObjectRestore:"];

    private static readonly FrozenDictionary<string, EventType[]> Patterns = MakePatterns();

    /// <summary>The name in event documents: without the service.</summary>
    public static string NameOf(EventType type) => Names[(int)type].Name;

    /// <summary>The type of a name that <see cref="NameOf"/> gave.</summary>
    public static bool TryParseName(string name, out EventType type)
    {
        type = default;
        if (!Patterns.TryGetValue(Service + name, out var types) || types.Length != 1) return false;
        type = types[0];
        return true;
    }

    /// <summary>The types that a configuration asks for with a name such as <c>s3:ObjectCreated:Put</c> or <c>s3:ObjectCreated:*</c>; false when none of them exists here.</summary>
    public static bool TryParsePattern(string pattern, [NotNullWhen(true)] out IReadOnlyList<EventType>? types)
    {
        var isKnown = Patterns.TryGetValue(pattern, out var found);
        types = found;
        return isKnown;
    }

    private static FrozenDictionary<string, EventType[]> MakePatterns()
    {
        var patterns = new Dictionary<string, EventType[]>(StringComparer.Ordinal);
        foreach (var (type, name) in Names) patterns[Service + name] = [type];
        foreach (var group in Groups) patterns[$"{Service}{group}*"] = [.. Names.Where(name => name.Name.StartsWith(group, StringComparison.Ordinal)).Select(static name => name.Type)];
        return patterns.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
