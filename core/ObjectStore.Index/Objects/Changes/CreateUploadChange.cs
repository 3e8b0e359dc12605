using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Begins an upload.</summary>
internal sealed class CreateUploadChange(BucketId bucket, ObjectKey key, UploadRecord upload) : KeyChange(bucket, key)
{
    public override ValueTask<WriteOutcome> PlanAsync(Partition partition, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.Upload(Bucket, Key, upload.Id);
        commit.Require(CommitCondition.Absent(rowKey)).Put(rowKey, UploadCodec.Encode(rowKey, upload));
        return new ValueTask<WriteOutcome>(WriteOutcome.Applied);
    }
}
