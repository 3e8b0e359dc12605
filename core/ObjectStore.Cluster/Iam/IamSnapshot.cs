using System.Collections.Immutable;

namespace ObjectStore.Cluster.Iam;

/// <summary>All of IAM as it was when its stamp was read. Immutable, thread-safe; changes give another.</summary>
public sealed class IamSnapshot
{
    private readonly ImmutableDictionary<string, IamEntity> _entities;
    private readonly ImmutableDictionary<string, IamAccount> _accounts;

    private IamSnapshot(ReadOnlyMemory<byte> stamp, ImmutableDictionary<string, IamEntity> entities, ImmutableDictionary<string, IamAccount> accounts)
    {
        Stamp = stamp;
        _entities = entities;
        _accounts = accounts;
    }

    /// <summary>Nothing, as it is before the first change.</summary>
    public static IamSnapshot Empty { get; } = new(ReadOnlyMemory<byte>.Empty, ImmutableDictionary.Create<string, IamEntity>(StringComparer.Ordinal), ImmutableDictionary.Create<string, IamAccount>(StringComparer.Ordinal));

    /// <summary>Replaced by every change; empty before the first.</summary>
    public ReadOnlyMemory<byte> Stamp { get; }

    /// <summary>How many entities there are.</summary>
    public int Count => _entities.Count;

    /// <summary>What an account has; empty for one that is not known.</summary>
    public IamAccount Account(string accountId) => _accounts.GetValueOrDefault(accountId, IamAccount.Empty);

    /// <summary>The entity of this id, in whichever account, or null.</summary>
    public IamEntity? Find(string id) => _entities.GetValueOrDefault(id);

    /// <summary>The access key of this id, or null.</summary>
    public IamAccessKey? FindAccessKey(string id) => Find(id) as IamAccessKey;

    /// <summary>As it is after changes.</summary>
    /// <param name="stamp">The new stamp.</param>
    /// <param name="removed">Entities that are here, as they are here.</param>
    /// <param name="stored">New entities, and those that take the place of one with the same id.</param>
    public IamSnapshot With(ReadOnlyMemory<byte> stamp, IEnumerable<IamEntity> removed, IEnumerable<IamEntity> stored)
    {
        var entities = _entities.ToBuilder();
        var accounts = _accounts.ToBuilder();
        foreach (var entity in removed) Remove(entity.Id);
        foreach (var entity in stored)
        {
            // A name may have changed, so the old entry goes by its old name.
            Remove(entity.Id);
            entities[entity.Id] = entity;
            accounts[entity.AccountId] = accounts.GetValueOrDefault(entity.AccountId, IamAccount.Empty).With(entity);
        }

        return new IamSnapshot(stamp, entities.ToImmutable(), accounts.ToImmutable());

        void Remove(string id)
        {
            if (!entities.Remove(id, out var present)) return;
            accounts[present.AccountId] = accounts[present.AccountId].Without(present);
        }
    }
}
