using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;
using ObjectStore.Lifecycle.StorageClasses;

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

    /// <summary>What may be due about a current object. Its tags are looked at in the commits.</summary>
    public IEnumerable<LifecycleAction> Current(ListedVersion version)
    {
        var (key, madeAt) = (version.Listed.Key, version.Listed.LastModified);
        if (IsDue(version.Listed.Size, tags: null)) yield return ActionOf(ExpirationKind.Current, version, record => IsDue(record.Size, record.Tags));
        var possible = Rules.PossibleClassesOf(new LifecycleObject(key.Utf8Memory, version.Listed.Size, Tags: null), madeAt, Moment);
        foreach (var transition in TransitionsOf(version, isNoncurrent: false, possible, IsDue, ClassOf)) yield return transition;
        if (TierMoveOf(version, isNoncurrent: false, IsDue, ClassOf) is { } move) yield return move;

        string? ClassOf(long size, IReadOnlyList<KeyValuePair<string, string>>? tags) => Rules.ClassOf(new LifecycleObject(key.Utf8Memory, size, tags), madeAt, Moment);

        bool IsDue(long size, IReadOnlyList<KeyValuePair<string, string>>? tags) =>
            IsOver(Rules.ExpirationOf(new LifecycleObject(key.Utf8Memory, size, tags), madeAt, Calendar));
    }

    /// <summary>What is to be done about a delete marker that is the only version of its key, or null.</summary>
    public LifecycleAction? LoneMarker(ListedVersion marker) => IsOver(Rules.MarkerExpirationOf(marker.Listed.Key, marker.Listed.LastModified, Calendar))
        ? ActionOf(ExpirationKind.LoneMarker, marker, static _ => true)
        : null;

    /// <summary>What may be due about a version that is not current.</summary>
    /// <param name="version">The version or delete marker.</param>
    /// <param name="coveredAt">When the next newer version was made.</param>
    /// <param name="newerCount">How many noncurrent versions of the key are newer.</param>
    public IEnumerable<LifecycleAction> Noncurrent(ListedVersion version, DateTimeOffset coveredAt, int newerCount)
    {
        var (key, isMarker) = (version.Listed.Key, version.IsDeleteMarker);
        if (IsDue(version.Listed.Size, tags: null)) yield return ActionOf(ExpirationKind.Noncurrent, version, record => IsDue(record.Size, record.Tags));
        if (isMarker) yield break;
        var possible = Rules.PossibleNoncurrentClassesOf(new LifecycleObject(key.Utf8Memory, version.Listed.Size, Tags: null), coveredAt, newerCount, Moment);
        foreach (var transition in TransitionsOf(version, isNoncurrent: true, possible, IsDue, ClassOf)) yield return transition;
        if (TierMoveOf(version, isNoncurrent: true, IsDue, ClassOf) is { } move) yield return move;

        string? ClassOf(long size, IReadOnlyList<KeyValuePair<string, string>>? tags) =>
            Rules.NoncurrentClassOf(new LifecycleObject(key.Utf8Memory, size, tags), coveredAt, newerCount, Moment);

        bool IsDue(long size, IReadOnlyList<KeyValuePair<string, string>>? tags) =>
            IsOver(Rules.NoncurrentExpirationOf(new LifecycleObject(key.Utf8Memory, size, tags), isMarker, coveredAt, newerCount, Calendar));
    }

    /// <summary>What is to be done about an upload, or null.</summary>
    public LifecycleAction? Upload(ObjectKey key, UploadRecord upload) =>
        IsOver(Rules.AbortOf(key, upload.InitiatedAt, Calendar)) ? new LifecycleAction(key, Expiration: null, upload.Id) : null;

    private bool IsOver(LifecycleDue? due) => due is { } known && known.At <= Now;

    /// <summary>Moves of a version to the classes that the rules may say, where there is that class and the version is not of it. Its tags decide, when it is moved, which of them is due.</summary>
    private IEnumerable<LifecycleAction> TransitionsOf(
        ListedVersion version,
        bool isNoncurrent,
        IEnumerable<string> possible,
        Func<long, IReadOnlyList<KeyValuePair<string, string>>?, bool> isRemoved,
        Func<long, IReadOnlyList<KeyValuePair<string, string>>?, string?> classOf) => isRemoved(version.Listed.Size, [])
        ? []
        : possible.Where(name => MayMove(version.Listed.StorageClass, name)).Select(name => TransitionTo(name, version, isNoncurrent, isRemoved, classOf));

    private LifecycleAction TransitionTo(
        string name,
        ListedVersion version,
        bool isNoncurrent,
        Func<long, IReadOnlyList<KeyValuePair<string, string>>?, bool> isRemoved,
        Func<long, IReadOnlyList<KeyValuePair<string, string>>?, string?> classOf)
    {
        StoredTiering? entered = Transitions.Classes.TieringOf(name) is null ? null : new StoredTiering(DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds()), StorageTier.Frequent);
        var transition = new LifecycleTransition
        {
            Version = version.Version,
            LastModified = version.Listed.LastModified,
            IsNoncurrent = isNoncurrent,
            StorageClass = name,
            Pool = Transitions.Classes.PoolOf(name),
            Tiering = _ => entered,
            IsDue = record => MayMove(record.StorageClass, name) && classOf(record.Size, record.Tags) == name && !isRemoved(record.Size, record.Tags),
        };
        return new LifecycleAction(version.Listed.Key, Expiration: null, Upload: default, transition);
    }

    /// <summary>The move of a version to the tier that its last access says, where its class has tiers and no rule says something else of it.</summary>
    private LifecycleAction? TierMoveOf(
        ListedVersion version,
        bool isNoncurrent,
        Func<long, IReadOnlyList<KeyValuePair<string, string>>?, bool> isRemoved,
        Func<long, IReadOnlyList<KeyValuePair<string, string>>?, string?> classOf)
    {
        var (storageClass, madeAt, size) = (version.Listed.StorageClass, version.Listed.LastModified, version.Listed.Size);
        if (size < StorageTiering.BytesMin || Transitions.Classes.TieringOf(storageClass) is not { } tiering) return null;
        var wanted = TierOf(version.Listed.Tiering);
        if (wanted == StoredTiering.Of(version.Listed.Tiering, madeAt).Tier || IsRuled(tags: [])) return null;
        var move = new LifecycleTransition
        {
            Version = version.Version,
            LastModified = madeAt,
            IsNoncurrent = isNoncurrent,
            StorageClass = storageClass,
            Pool = wanted == StorageTier.Infrequent ? tiering.InfrequentPool : Transitions.Classes.PoolOf(storageClass),
            Tier = wanted,
            Tiering = record => StoredTiering.Of(record.Tiering, madeAt) with { Tier = wanted },
            IsDue = record => record.StorageClass == storageClass && StoredTiering.Of(record.Tiering, madeAt).Tier != wanted && TierOf(record.Tiering) == wanted && !IsRuled(record.Tags),
        };
        return new LifecycleAction(version.Listed.Key, Expiration: null, Upload: default, move);

        StorageTier TierOf(StoredTiering? stored) => tiering.IsInfrequent(StoredTiering.Of(stored, madeAt).AccessedAt, Moment) ? StorageTier.Infrequent : StorageTier.Frequent;

        bool IsRuled(IReadOnlyList<KeyValuePair<string, string>> tags) => isRemoved(size, tags) || (classOf(size, tags) is { } name && MayMove(storageClass, name));
    }

    /// <summary>Whether objects of a class may be moved to another one that there is.</summary>
    private bool MayMove(string? from, string to) => from != to && Transitions.Classes.Find(to) is not null && Transitions.Classes.MayMove(from, to);

    private LifecycleAction ActionOf(ExpirationKind kind, ListedVersion version, Func<ObjectRecord, bool> isDue) => new(
        version.Listed.Key,
        new ObjectExpiration { Kind = kind, Version = version.Version, LastModified = version.Listed.LastModified, JudgedAt = Now, OwnerId = OwnerId, IsDue = isDue },
        Upload: default);
}
