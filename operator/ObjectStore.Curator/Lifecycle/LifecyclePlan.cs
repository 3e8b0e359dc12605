using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>What is due by the rules of a bucket, and by last accesses, about the entries of its listings at one moment. Pure.</summary>
/// <param name="Work">The kind of work that is planned.</param>
/// <param name="Document">The rules as they are stored.</param>
/// <param name="Rules">The same, read.</param>
/// <param name="OwnerId">Owner of the bucket, and of the delete markers that rules make.</param>
/// <param name="Calendar">How days are counted.</param>
/// <param name="Now">The moment.</param>
/// <param name="Transitions">What is said of transitions besides.</param>
internal sealed record LifecyclePlan(
    LifecycleWork Work, ReadOnlyMemory<byte> Document, LifecycleRules Rules, string OwnerId, LifecycleCalendar Calendar, DateTimeOffset Now, TransitionRules Transitions)
{
    private static readonly ReadOnlyMemory<byte>[] AllKeys = [default];

    private readonly LifecycleMoment _moment = new(Now, Calendar, Transitions.BytesMin);

    /// <summary>What keys begin with about whose versions something may be due. Where a class has two pools, versions of every key may have to move.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Prefixes => !Work.IsMoving ? Rules.RemovalPrefixes : Transitions.Classes.HasTiering ? AllKeys : Rules.TransitionPrefixes;

    /// <summary>Whether something may be due about uploads.</summary>
    public bool ConcernsUploads => !Work.IsMoving && Rules.ConcernUploads;

    /// <summary>What may be due about a version. Its tags are looked at in the commits.</summary>
    /// <param name="version">The version; a delete marker only where it is not current.</param>
    /// <param name="cover">What lies over it; null for the current one.</param>
    public IEnumerable<LifecycleAction> Of(ListedVersion version, VersionCover? cover)
    {
        var verdict = new VersionVerdict(Rules, _moment, version, cover);
        if (Work.IsMoving) return version.IsDeleteMarker ? [] : new VersionMoves(verdict, Transitions.Classes).All();
        if (!verdict.IsRemoved(version.Listed.Size, tags: null)) return [];
        var kind = cover is null ? ExpirationKind.Current : ExpirationKind.Noncurrent;
        return [ExpirationOf(kind, version, record => verdict.NewerMinOf(record.Size, record.Tags))];
    }

    /// <summary>What is to be done about a delete marker that is the only version of its key, or null.</summary>
    public LifecycleAction? LoneMarker(ListedVersion marker) => !Work.IsMoving && IsOver(Rules.MarkerExpirationOf(marker.Listed.Key, marker.Listed.LastModified, Calendar))
        ? ExpirationOf(ExpirationKind.LoneMarker, marker, static _ => 0)
        : null;

    /// <summary>What is to be done about an upload, or null.</summary>
    public LifecycleAction? Upload(ObjectKey key, UploadRecord upload) =>
        ConcernsUploads && IsOver(Rules.AbortOf(key, upload.InitiatedAt, Calendar)) ? new LifecycleAction(key, Expiration: null, upload.Id) : null;

    private bool IsOver(LifecycleDue? due) => due is { } known && known.At <= Now;

    private LifecycleAction ExpirationOf(ExpirationKind kind, ListedVersion version, Func<ObjectRecord, int?> newerMinOf)
    {
        var expiration = new ObjectExpiration
        {
            Kind = kind,
            Version = version.Version,
            LastModified = version.Listed.LastModified,
            JudgedAt = Now,
            OwnerId = OwnerId,
            NewerMinOf = newerMinOf,
        };
        return new LifecycleAction(version.Listed.Key, expiration, Upload: default);
    }
}
