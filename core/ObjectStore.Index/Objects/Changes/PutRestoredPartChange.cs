using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Clocks;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Stores a part of the copy of an archived multipart object, while the version says that the copy is being made: what it does not name is garbage, and gets no more parts.</summary>
internal sealed class PutRestoredPartChange(BucketId bucket, ObjectKey key, VersionName version, UploadId copy, PartRecord part, RetentionClock clock) : VersionChange(bucket, key, clock)
{
    protected override async ValueTask<WriteOutcome> PlanAsync(Partition partition, KeyHead head, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var (record, row) = await FindAsync(partition, head, version, cancellationToken);
        if (record is null) return WriteOutcome.NoSuchKey;
        if (record.Restore is not { Until: null } restore || restore.Copy != copy) return WriteOutcome.PreconditionFailed;
        var partKey = RowKeys.Part(Bucket, Key, copy, part.PartNumber);
        commit.Require(CommitCondition.Absent(partKey));
        if (await partition.ReadAsync(partKey, cancellationToken) is not null) return WriteOutcome.AlreadyThere;
        head.RequireUnchanged(commit);
        if (row is { } other) commit.RequireUnchanged(other.Key, other);
        commit.Put(partKey, PartCodec.Encode(partKey, part));
        return WriteOutcome.Applied;
    }
}
