using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Begins an upload. It counts as an object from now on, so that its completion needs no more room.</summary>
internal sealed class CreateUploadChange(BucketId bucket, ObjectKey key, UploadRecord upload) : KeyChange(bucket, key)
{
    public override bool RequiresFence => true;

    public override async ValueTask<WriteOutcome> PlanAsync(Partition partition, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var fence = await partition.ReadAsync(RowKeys.Fence(Bucket), cancellationToken);
        if (!TryRequireFence(commit, fence)) return WriteOutcome.NoSuchBucket;
        var rowKey = RowKeys.Upload(Bucket, Key, upload.Id);
        commit.Require(CommitCondition.Absent(rowKey)).Put(rowKey, UploadCodec.Encode(rowKey, upload));
        AddCharge(0, 1);
        return WriteOutcome.Applied;
    }
}
