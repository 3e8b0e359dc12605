using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Quotas;

/// <summary>An owner of buckets.</summary>
internal sealed class OwnerQuotaHolder(OwnerQuotaRow quota, Row row, IndexDatabase catalog, OwnerQuotaFences fences) : QuotaHolder
{
    public override QuotaId Id => quota.Id;

    public override QuotaMode Mode => quota.Mode;

    public override bool IsInForce => quota.IsInForce;

    public override IReadOnlyList<string> Databases => quota.Databases;

    public override ValueTask SettleAsync(CancellationToken cancellationToken) => fences.SettleAsync(quota, row, cancellationToken);

    public override async ValueTask<bool> TryChangeModeAsync(QuotaMode mode, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var changed = quota with { Mode = mode, Generation = quota.Generation + 1, IsInForce = false };
        commit.RequireUnchanged(row.Key, row).Put(row.Key, changed.Encode(row.Key.Span));
        var result = await catalog.Store.CommitAsync(commit.Build(), cancellationToken);
        if (result.IsApplied) await fences.SettleAsync(changed, row with { Revision = result.Revision }, cancellationToken);
        return result.IsApplied;
    }
}
