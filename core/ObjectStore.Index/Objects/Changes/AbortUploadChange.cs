using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Ends an upload; one garbage row then stands for all its part rows.</summary>
internal sealed class AbortUploadChange(BucketId bucket, ObjectKey key, UploadId upload, TimeProvider time) : KeyChange(bucket, key)
{
    public override bool RequiresFence => true;

    public override WriteOutcome OutcomeWithoutBucket => WriteOutcome.NoSuchUpload;

    public override async ValueTask<WriteOutcome> PlanAsync(Partition partition, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.Upload(Bucket, Key, upload);
        var rows = await partition.ReadAsync([rowKey, RowKeys.Fence(Bucket)], cancellationToken);
        if (!TryRequireFence(commit, rows[1])) return WriteOutcome.NoSuchBucket;
        if (rows[0] is not { } row) return WriteOutcome.NoSuchUpload;
        commit.Require(Charge.IsCharged ? CommitCondition.HasRevision(rowKey, row.Revision) : CommitCondition.Exists(rowKey)).Delete(rowKey);
        if (Charge.IsCharged) await ChargeForPartsAsync(partition, cancellationToken);
        GarbageRows.AddUpload(commit, Bucket, Key, upload, time.GetUtcNow());
        return WriteOutcome.Applied;
    }

    /// <summary>All parts go. The revision of the upload row is the version of their set, so that none comes meanwhile.</summary>
    private async ValueTask ChargeForPartsAsync(Partition partition, CancellationToken cancellationToken)
    {
        var parts = await PartRows.ReadAsync(partition, Bucket, Key, upload, 0, PartRows.PartCountMax, cancellationToken);
        AddCharge(-parts.Sum(static part => part.Size), -1);
    }
}
