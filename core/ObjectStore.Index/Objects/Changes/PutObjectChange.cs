using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Makes a record the current object.</summary>
internal sealed class PutObjectChange(BucketId bucket, ObjectKey key, ObjectRecord record, WriteCondition condition, TimeProvider time) : KeyChange(bucket, key)
{
    public override async ValueTask<WriteOutcome> PlanAsync(Partition partition, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var current = await CurrentObject.ReadAsync(partition, Bucket, Key, cancellationToken);
        if (current.Judge(condition) is var outcome and not WriteOutcome.Applied) return outcome;
        commit.RequireUnchanged(current.RowKey, current.Row).Put(current.RowKey, ObjectCodec.Encode(current.RowKey.Span, record));
        KeyCountChange = current.Record is null ? 1 : 0;
        GarbageRows.AddReplaced(commit, this, current.Record, record, time.GetUtcNow());
        return WriteOutcome.Applied;
    }
}
