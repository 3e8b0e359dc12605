using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Clocks;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Makes a record the current object.</summary>
internal sealed class PutObjectChange(BucketId bucket, ObjectKey key, ObjectRecord record, WriteCondition condition, RetentionClock clock)
    : VersionChange(bucket, key, clock)
{
    protected override ValueTask<WriteOutcome> PlanAsync(Partition partition, KeyHead head, CommitBuilder commit, CancellationToken cancellationToken) =>
        head.Judge(condition) is var outcome and not WriteOutcome.Applied
            ? new ValueTask<WriteOutcome>(outcome)
            : AddAsync(partition, head, commit, record, cancellationToken);
}
