using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Removes the current object.</summary>
internal sealed class DeleteObjectChange(BucketId bucket, ObjectKey key, WriteCondition condition, TimeProvider time) : KeyChange(bucket, key)
{
    public override async ValueTask<WriteOutcome> PlanAsync(Partition partition, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var current = await CurrentObject.ReadAsync(partition, Bucket, Key, cancellationToken);
        if (current.Record is null) return WriteOutcome.NoSuchKey;
        if (current.Judge(condition) is var outcome and not WriteOutcome.Applied) return outcome;
        commit.RequireUnchanged(current.RowKey, current.Row).Delete(current.RowKey);
        KeyCountChange = -1;
        GarbageRows.AddReplaced(commit, this, current.Record, null, time.GetUtcNow());
        return WriteOutcome.Applied;
    }
}
