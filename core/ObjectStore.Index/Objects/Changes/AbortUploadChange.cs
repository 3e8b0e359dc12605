using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Ends an upload; one garbage row then stands for all its part rows.</summary>
internal sealed class AbortUploadChange(BucketId bucket, ObjectKey key, UploadId upload, TimeProvider time) : KeyChange(bucket, key)
{
    public override WriteOutcome OutcomeWithoutBucket => WriteOutcome.NoSuchUpload;

    public override async ValueTask<WriteOutcome> PlanAsync(Partition partition, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.Upload(Bucket, Key, upload);
        if (await partition.ReadAsync(rowKey, cancellationToken) is null) return WriteOutcome.NoSuchUpload;
        commit.Require(CommitCondition.Exists(rowKey)).Delete(rowKey);
        GarbageRows.AddUpload(commit, Bucket, Key, upload, time.GetUtcNow());
        return WriteOutcome.Applied;
    }
}
