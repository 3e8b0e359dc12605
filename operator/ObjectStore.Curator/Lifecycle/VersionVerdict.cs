using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>What the rules of a bucket say of one version at one moment. Pure.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="Moment">The moment.</param>
/// <param name="Version">The version, or delete marker, as it was listed.</param>
/// <param name="Cover">What lies over it; null for the current one.</param>
/// <remarks>Asked with a size and tags each time: a listing knows no tags, and what the commit finds counts. Tags that are null are not known, and then it is about what may be so.</remarks>
internal sealed record VersionVerdict(LifecycleRules Rules, LifecycleMoment Moment, ListedVersion Version, VersionCover? Cover)
{
    /// <summary>Whether it is to be removed by now.</summary>
    public bool IsRemoved(long size, IReadOnlyList<KeyValuePair<string, string>>? tags) => NewerMinOf(size, tags) is not null;

    /// <summary>How many newer noncurrent versions of its key it needs to be removed by now, none as the current one; null when it is to stay.</summary>
    public int? NewerMinOf(long size, IReadOnlyList<KeyValuePair<string, string>>? tags)
    {
        if (Cover is { } cover) return Rules.NewerMinOf(ObjectOf(size, tags), Version.IsDeleteMarker, cover.At, cover.NewerCount, Moment);
        return Rules.ExpirationOf(ObjectOf(size, tags), Version.Listed.LastModified, Moment.Calendar) is { } due && due.At <= Moment.Now ? 0 : null;
    }

    /// <summary>The storage class that it should be of by now, or null when no rule says one.</summary>
    public string? ClassOf(long size, IReadOnlyList<KeyValuePair<string, string>>? tags) => Cover is { } cover
        ? Rules.NoncurrentClassOf(ObjectOf(size, tags), cover.At, cover.NewerCount, Moment)
        : Rules.ClassOf(ObjectOf(size, tags), Version.Listed.LastModified, Moment);

    /// <summary>The classes of which <see cref="ClassOf"/> may say one, whatever the tags are.</summary>
    public IEnumerable<string> PossibleClasses() => Cover is { } cover
        ? Rules.PossibleNoncurrentClassesOf(ObjectOf(Version.Listed.Size, tags: null), cover.At, cover.NewerCount, Moment)
        : Rules.PossibleClassesOf(ObjectOf(Version.Listed.Size, tags: null), Version.Listed.LastModified, Moment);

    private LifecycleObject ObjectOf(long size, IReadOnlyList<KeyValuePair<string, string>>? tags) => new(Version.Listed.Key.Utf8Memory, size, tags);
}
