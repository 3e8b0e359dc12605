using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Quotas;

/// <summary>A bucket; the mode of its quota is one of its rules.</summary>
internal sealed class BucketQuotaHolder(BucketRow bucket, Row row, IndexDatabase catalog, BucketFences fences) : QuotaHolder
{
    public override QuotaId Id => bucket.Bucket.Id;

    public override QuotaMode Mode => bucket.Bucket.Rules.Quota;

    public override bool IsInForce => bucket.Bucket.RulesAreInForce;

    public override IReadOnlyList<string> Databases => bucket.Databases;

    public override ValueTask SettleAsync(CancellationToken cancellationToken) => fences.SettleAsync(bucket, row, cancellationToken);

    public override async ValueTask<bool> TryChangeModeAsync(QuotaMode mode, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var changed = bucket with
        {
            Bucket = bucket.Bucket with { Rules = bucket.Bucket.Rules with { Quota = mode }, RulesAreInForce = false },
            RulesGeneration = bucket.RulesGeneration + 1,
        };
        commit.RequireUnchanged(row.Key, row).Put(row.Key, BucketCodec.Encode(row.Key.Span, changed));
        var result = await catalog.Store.CommitAsync(commit.Build(), cancellationToken);
        if (result.IsApplied) await fences.SettleAsync(changed, row with { Revision = result.Revision }, cancellationToken);
        return result.IsApplied;
    }
}
