using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>
/// Stores a part. It also writes the upload row again, unchanged, so that the revision of the upload row is the version of the whole set of
/// parts: completion needs that one condition, and parts do not conflict with one another.
/// </summary>
internal sealed class PutPartChange(BucketId bucket, ObjectKey key, UploadId upload, PartRecord part, TimeProvider time) : KeyChange(bucket, key)
{
    public override bool RequiresFence => true;

    public override int LockSalt => HashCode.Combine(upload, part.PartNumber);

    public override WriteOutcome OutcomeWithoutBucket => WriteOutcome.NoSuchUpload;

    public override async ValueTask<WriteOutcome> PlanAsync(Partition partition, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var uploadKey = RowKeys.Upload(Bucket, Key, upload);
        var partKey = RowKeys.Part(Bucket, Key, upload, part.PartNumber);
        var rows = await partition.ReadAsync([uploadKey, partKey, RowKeys.Fence(Bucket)], cancellationToken);
        if (!TryRequireFence(commit, rows[2])) return WriteOutcome.NoSuchBucket;
        if (rows[0] is not { } uploadRow) return WriteOutcome.NoSuchUpload;
        commit.Require(CommitCondition.Exists(uploadKey)).Put(uploadKey, uploadRow.Value)
            .RequireUnchanged(partKey, rows[1]).Put(partKey, PartCodec.Encode(partKey, part));
        AddCharge(part.Size, 0);
        if (rows[1] is { } replacedRow)
        {
            if (!PartCodec.TryDecode(partKey, replacedRow.Value.Span, out var replaced)) throw CorruptRow.Of(partKey);
            AddCharge(-replaced.Size, 0);
            GarbageRows.AddRuns(commit, this, [.. replaced.Runs.Except(part.Runs)], time.GetUtcNow());
        }

        return WriteOutcome.Applied;
    }
}
