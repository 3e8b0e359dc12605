using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>What the rules of a bucket say of the entries of its listings at one moment. Pure.</summary>
/// <param name="Document">The rules as they are stored.</param>
/// <param name="Rules">The same, read.</param>
/// <param name="OwnerId">Owner of the bucket, and of the delete markers that rules make.</param>
/// <param name="Calendar">How days are counted.</param>
/// <param name="Now">The moment.</param>
/// <param name="Transitions">What is said of transitions besides.</param>
internal sealed record LifecyclePlan(ReadOnlyMemory<byte> Document, LifecycleRules Rules, string OwnerId, LifecycleCalendar Calendar, DateTimeOffset Now, TransitionRules Transitions)
{
    private LifecycleMoment Moment => new(Now, Calendar, Transitions.BytesMin);

    /// <summary>What is to be done about a current object, or null. Its tags are looked at in the commit.</summary>
    public LifecycleAction? Current(ListedVersion version)
    {
        var (key, madeAt) = (version.Listed.Key, version.Listed.LastModified);
        return IsDue(version.Listed.Size, tags: null)
            ? ActionOf(ExpirationKind.Current, version, record => IsDue(record.Size, record.Tags))
            : TransitionOf(version, isNoncurrent: false, (size, tags) => Rules.ClassOf(new LifecycleObject(key.Utf8Memory, size, tags), madeAt, Moment));

        bool IsDue(long size, IReadOnlyList<KeyValuePair<string, string>>? tags) =>
            IsOver(Rules.ExpirationOf(new LifecycleObject(key.Utf8Memory, size, tags), madeAt, Calendar));
    }

    /// <summary>What is to be done about a delete marker that is the only version of its key, or null.</summary>
    public LifecycleAction? LoneMarker(ListedVersion marker) => IsOver(Rules.MarkerExpirationOf(marker.Listed.Key, marker.Listed.LastModified, Calendar))
        ? ActionOf(ExpirationKind.LoneMarker, marker, static _ => true)
        : null;

    /// <summary>What is to be done about a version that is not current, or null.</summary>
    /// <param name="version">The version or delete marker.</param>
    /// <param name="coveredAt">When the next newer version was made.</param>
    /// <param name="newerCount">How many noncurrent versions of the key are newer.</param>
    public LifecycleAction? Noncurrent(ListedVersion version, DateTimeOffset coveredAt, int newerCount)
    {
        var (key, isMarker) = (version.Listed.Key, version.IsDeleteMarker);
        return IsDue(version.Listed.Size, tags: null)
            ? ActionOf(ExpirationKind.Noncurrent, version, record => IsDue(record.Size, record.Tags))
            : isMarker ? null : TransitionOf(version, isNoncurrent: true, (size, tags) => Rules.NoncurrentClassOf(new LifecycleObject(key.Utf8Memory, size, tags), coveredAt, newerCount, Moment));

        bool IsDue(long size, IReadOnlyList<KeyValuePair<string, string>>? tags) =>
            IsOver(Rules.NoncurrentExpirationOf(new LifecycleObject(key.Utf8Memory, size, tags), isMarker, coveredAt, newerCount, Calendar));
    }

    /// <summary>What is to be done about an upload, or null.</summary>
    public LifecycleAction? Upload(ObjectKey key, UploadRecord upload) =>
        IsOver(Rules.AbortOf(key, upload.InitiatedAt, Calendar)) ? new LifecycleAction(key, Expiration: null, upload.Id) : null;

    private bool IsOver(LifecycleDue? due) => due is { } known && known.At <= Now;

    /// <summary>The move of a version to the class that the rules say, where there is that class and the version is not of it.</summary>
    private LifecycleAction? TransitionOf(ListedVersion version, bool isNoncurrent, Func<long, IReadOnlyList<KeyValuePair<string, string>>?, string?> classOf)
    {
        if (classOf(version.Listed.Size, null) is not { } name || Transitions.Classes.Find(name) is null || !MayMove(version.Listed.StorageClass)) return null;
        var transition = new LifecycleTransition(version.Version, version.Listed.LastModified, isNoncurrent, name, record => MayMove(record.StorageClass) && classOf(record.Size, record.Tags) == name);
        return new LifecycleAction(version.Listed.Key, Expiration: null, Upload: default, transition);

        bool MayMove(string? from) => from != name && Transitions.Classes.MayMove(from, name);
    }

    private LifecycleAction ActionOf(ExpirationKind kind, ListedVersion version, Func<ObjectRecord, bool> isDue) => new(
        version.Listed.Key,
        new ObjectExpiration { Kind = kind, Version = version.Version, LastModified = version.Listed.LastModified, JudgedAt = Now, OwnerId = OwnerId, IsDue = isDue },
        Upload: default);
}
