using System.Security.Cryptography;
using ObjectStore.Cluster.Identities;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Cluster.Iam;

/// <summary>IAM in the catalog: a state for each entity, and a stamp that every change replaces and requires. Thread-safe; throws as the catalog does.</summary>
/// <remarks>
/// Changes are serializable: each is made of a snapshot, and stored only while the snapshot's stamp is that of the catalog. So names stay unique and
/// limits hold over all gateways.
/// </remarks>
public sealed class IamCatalog(ICatalog catalog, MasterKey key)
{
    /// <summary>Most entities of all accounts: a process keeps them in memory.</summary>
    public const int EntitiesMax = 100_000;

    private const string Prefix = "iam/";
    private const string StampState = "iam-stamp";
    private const int StampBytes = 16;

    /// <summary>The stamp; empty before the first change.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadStampAsync(CancellationToken cancellationToken) =>
        await catalog.GetJobStateAsync(StampState, cancellationToken) ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>Reads everything. A change meanwhile is seen by its stamp the next time, as it may be in the snapshot in part.</summary>
    /// <returns>The snapshot, and how many rows cannot be read: they are damaged, of a later release, or sealed with another master key.</returns>
    /// <exception cref="StorageException">Code IndexFull when there are more than <see cref="EntitiesMax"/>.</exception>
    public async ValueTask<(IamSnapshot Snapshot, int Unreadable)> ReadAsync(CancellationToken cancellationToken)
    {
        var stamp = await ReadStampAsync(cancellationToken);
        var found = new List<IamEntity>();
        var unreadable = 0;
        await foreach (var (name, bytes) in catalog.ListJobStatesAsync(Prefix, cancellationToken))
        {
            if (found.Count + unreadable == EntitiesMax) throw TooMany();
            if (bytes is { } row && IamRow.TryDecode(name[Prefix.Length..], row.Span, key, out var entity)) found.Add(entity);
            else unreadable++;
        }

        return (IamSnapshot.Empty.With(stamp, [], found), unreadable);
    }

    /// <summary>Stores a change in one commit.</summary>
    /// <param name="snapshot">What the change was made of.</param>
    /// <param name="removed">Entities of the snapshot.</param>
    /// <param name="stored">New entities, and those that take the place of one with the same id.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The snapshot after the change; null when another change was faster, and nothing was stored.</returns>
    /// <exception cref="StorageException">Code IndexFull when there would be more than <see cref="EntitiesMax"/>.</exception>
    public async ValueTask<IamSnapshot?> TryChangeAsync(IamSnapshot snapshot, IReadOnlyList<IamEntity> removed, IReadOnlyList<IamEntity> stored, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ReadOnlyMemory<byte> stamp = RandomNumberGenerator.GetBytes(StampBytes);
        var next = snapshot.With(stamp, removed, stored);
        if (next.Count > EntitiesMax) throw TooMany();
        List<KeyValuePair<string, ReadOnlyMemory<byte>?>> states = [new(StampState, stamp)];
        foreach (var entity in removed) states.Add(new(Prefix + entity.Id, null));
        foreach (var entity in stored) states.Add(new(Prefix + entity.Id, IamRow.Encode(entity, key)));
        var expected = snapshot.Stamp.IsEmpty ? default(ReadOnlyMemory<byte>?) : snapshot.Stamp;
        return await catalog.TryStoreJobStatesAsync(StampState, expected, states, cancellationToken) ? next : null;
    }

    private static StorageException TooMany() => new(StorageErrorCode.IndexFull, $"IAM holds at most {EntitiesMax} users, groups, roles, policies, providers and access keys.");
}
