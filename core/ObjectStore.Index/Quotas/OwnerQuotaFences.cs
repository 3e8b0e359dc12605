using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>Reads the quotas of owners in the catalog, and puts their fences into databases; the row in the catalog decides. docs/adr/0036.</summary>
/// <remarks>
/// Invariants: a database has a fence of a quota only if the row names the database; a fence never goes back to an older generation; the catalog's database always
/// has a fence of a quota that exists, and so finds the owner of an id.
/// </remarks>
internal sealed class OwnerQuotaFences(IndexDatabases databases)
{
    private IOrderedStore Catalog => databases.Catalog.Store;

    /// <summary>The quota of an owner, and its row; null when the owner never had one.</summary>
    public async ValueTask<(OwnerQuotaRow Quota, Row Row)?> FindAsync(string ownerId, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> key = OwnerQuotaRow.KeyOf(ownerId);
        return await Catalog.ReadAsync(key, cancellationToken) is { } row ? (Decode(row), row) : null;
    }

    /// <summary>The quota of this id, and its row.</summary>
    public async ValueTask<(OwnerQuotaRow Quota, Row Row)?> FindAsync(OwnerQuotaId id, CancellationToken cancellationToken)
    {
        if (await Catalog.ReadAsync(RowKeys.FenceOfQuota(id), cancellationToken) is not { } fence) return null;
        return await FindAsync(Decode(fence, id).OwnerId, cancellationToken) is { } found && found.Quota.Id == id ? found : null;
    }

    /// <summary>What commits in a database have to do, with the revision of the fence that they require. Puts the fence where there is none yet.</summary>
    /// <exception cref="Core.Errors.StorageException">Overloaded when others were always faster; otherwise as the stores throw.</exception>
    public async ValueTask<(QuotaMode Mode, long Revision)> ReadAsync(OwnerQuotaId id, IndexDatabase database, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < QuotaAttempts.Max; attempt++)
        {
            if (await database.Store.ReadAsync(RowKeys.FenceOfQuota(id), cancellationToken) is { } fence) return (Decode(fence, id).Mode, fence.Revision);
            var (quota, row) = await FindAsync(id, cancellationToken) ?? throw CorruptRow.Of(RowKeys.FenceOfQuota(id));
            if (quota.Databases.Contains(database.Name)) await TryPutAsync(quota, database, cancellationToken);
            else await ReplaceAsync(row, quota with { Databases = [.. quota.Databases, database.Name] }, cancellationToken);
        }

        throw QuotaAttempts.Exhausted();
    }

    /// <summary>Gives the fence of each database the mode of the row, unless it has a later one.</summary>
    /// <exception cref="Core.Errors.StorageException">As for <see cref="ReadAsync"/>.</exception>
    public async ValueTask SettleAsync(OwnerQuotaRow quota, Row row, CancellationToken cancellationToken)
    {
        foreach (var database in quota.Databases.Where(databases.Contains).Select(databases.Get)) await PutAsync(quota, database, cancellationToken);
        await ReplaceAsync(row, quota with { IsInForce = true }, cancellationToken);
    }

    /// <summary>The row of a quota that is there.</summary>
    public static OwnerQuotaRow Decode(Row row) => OwnerQuotaRow.TryDecode(row, out var quota) ? quota : throw CorruptRow.Of(row.Key.Span);

    /// <summary>Replaces the row if it is as it was read; false when another was faster.</summary>
    public async ValueTask<bool> ReplaceAsync(Row row, OwnerQuotaRow quota, CancellationToken cancellationToken)
    {
        var commit = new CommitBuilder().RequireUnchanged(row.Key, row).Put(row.Key, quota.Encode(row.Key.Span));
        return (await Catalog.CommitAsync(commit.Build(), cancellationToken)).IsApplied;
    }

    /// <summary>Puts the fence; when another was faster, it has put this generation or a later one.</summary>
    private static async ValueTask PutAsync(OwnerQuotaRow quota, IndexDatabase database, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < QuotaAttempts.Max; attempt++)
        {
            if (await TryPutAsync(quota, database, cancellationToken)) return;
        }

        throw QuotaAttempts.Exhausted();
    }

    /// <summary>Puts the fence, unless one of this generation or a later one is there; false when another was faster.</summary>
    private static async ValueTask<bool> TryPutAsync(OwnerQuotaRow quota, IndexDatabase database, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> key = RowKeys.FenceOfQuota(quota.Id);
        var present = await database.Store.ReadAsync(key, cancellationToken);
        if (present is { } row && Decode(row, quota.Id).Generation >= quota.Generation) return true;
        var commit = new CommitBuilder().RequireUnchanged(key, present).Put(key, QuotaCodec.EncodeFence(key.Span, quota.Fence));
        return (await database.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied;
    }

    private static OwnerQuotaFence Decode(Row fence, OwnerQuotaId id) =>
        QuotaCodec.TryDecodeFence(fence, out var decoded) ? decoded : throw CorruptRow.Of(RowKeys.FenceOfQuota(id));
}
