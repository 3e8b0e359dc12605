using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle.StorageClasses;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>The moves of one version that may be due: to other storage classes by rules, and to the other pool of its own by its last access. Pure.</summary>
/// <param name="Verdict">What the rules say of the version.</param>
/// <param name="Classes">The classes that there are; rules about others do nothing.</param>
internal sealed record VersionMoves(VersionVerdict Verdict, StorageClassTable Classes)
{
    private readonly ListedObject _listed = Verdict.Version.Listed;

    /// <summary>All of them. The tags of the version decide, when it is moved, which is due.</summary>
    public IEnumerable<LifecycleAction> All()
    {
        if (!Verdict.IsRemoved(_listed.Size, tags: []))
        {
            foreach (var name in Verdict.PossibleClasses().Where(name => MayMove(_listed.StorageClass, name))) yield return ActionOf(ToClass(name));
        }

        if (ToTier() is { } move) yield return ActionOf(move);
    }

    private LifecycleTransition ToClass(string name)
    {
        StoredTiering? entered = Classes.TieringOf(name) is null ? null : new StoredTiering(DateTimeOffset.FromUnixTimeMilliseconds(Verdict.Moment.Now.ToUnixTimeMilliseconds()), StorageTier.Frequent);
        return new LifecycleTransition
        {
            Version = Verdict.Version.Version,
            LastModified = _listed.LastModified,
            IsNoncurrent = Verdict.Cover is not null,
            StorageClass = name,
            Pool = Classes.PoolOf(name),
            Tiering = _ => entered,
            IsDue = record => MayMove(record.StorageClass, name) && Verdict.ClassOf(record.Size, record.Tags) == name && !Verdict.IsRemoved(record.Size, record.Tags),
        };
    }

    /// <summary>The move to the tier that the last access says, where the class has tiers and no rule says something else of the version.</summary>
    private LifecycleTransition? ToTier()
    {
        var (storageClass, madeAt, size) = (_listed.StorageClass, _listed.LastModified, _listed.Size);
        if (size < StorageTiering.BytesMin || Classes.TieringOf(storageClass) is not { } tiering) return null;
        var wanted = TierOf(_listed.Tiering);
        if (wanted == StoredTiering.Of(_listed.Tiering, madeAt).Tier || IsRuled(tags: [])) return null;
        return new LifecycleTransition
        {
            Version = Verdict.Version.Version,
            LastModified = madeAt,
            IsNoncurrent = Verdict.Cover is not null,
            StorageClass = storageClass,
            Pool = wanted == StorageTier.Infrequent ? tiering.InfrequentPool : Classes.PoolOf(storageClass),
            Tier = wanted,
            Tiering = record => StoredTiering.Of(record.Tiering, madeAt) with { Tier = wanted },
            IsDue = record => record.StorageClass == storageClass && StoredTiering.Of(record.Tiering, madeAt).Tier != wanted && TierOf(record.Tiering) == wanted && !IsRuled(record.Tags),
        };

        StorageTier TierOf(StoredTiering? stored) => tiering.IsInfrequent(StoredTiering.Of(stored, madeAt).AccessedAt, Verdict.Moment) ? StorageTier.Infrequent : StorageTier.Frequent;

        bool IsRuled(IReadOnlyList<KeyValuePair<string, string>> tags) => Verdict.IsRemoved(size, tags) || (Verdict.ClassOf(size, tags) is { } name && MayMove(storageClass, name));
    }

    /// <summary>Whether objects of a class may be moved to another one that there is.</summary>
    private bool MayMove(string? from, string to) => from != to && Classes.Find(to) is not null && Classes.MayMove(from, to);

    private LifecycleAction ActionOf(LifecycleTransition transition) => new(_listed.Key, Expiration: null, Upload: default, transition);
}
