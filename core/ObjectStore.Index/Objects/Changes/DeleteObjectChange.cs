using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Clocks;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Removes the current object, or covers it with a delete marker, or removes a version.</summary>
internal sealed class DeleteObjectChange(BucketId bucket, ObjectKey key, ObjectDeletion deletion, RetentionClock clock) : VersionChange(bucket, key, clock)
{
    protected override async ValueTask<WriteOutcome> PlanAsync(Partition partition, KeyHead head, CommitBuilder commit, CancellationToken cancellationToken)
    {
        if (deletion.Version is null && head.Rules!.HasVersions) return await CoverAsync(partition, head, commit, cancellationToken);
        var (removed, row) = deletion.Version is { } name ? await FindAsync(partition, head, name, cancellationToken) : (head.Record, null);
        if (removed is null) return WriteOutcome.NoSuchKey;
        if (deletion.Condition.Judge(removed.IsDeleteMarker ? null : removed.ETag) is var outcome and not WriteOutcome.Applied) return outcome;
        if (deletion.JudgeTimeAndSize(removed) is var other and not WriteOutcome.Applied) return other;
        return await RemoveAsync(partition, head, commit, removed, row, deletion.BypassesGovernance, cancellationToken);
    }

    private async ValueTask<WriteOutcome> CoverAsync(Partition partition, KeyHead head, CommitBuilder commit, CancellationToken cancellationToken)
    {
        // For a deletion a delete marker is something to match, though by no entity tag.
        if (deletion.Condition.Judge(head.Record?.ETag) is var outcome and not WriteOutcome.Applied) return outcome;
        if (deletion.JudgeTimeAndSize(head.Record) is var other and not WriteOutcome.Applied) return other;
        return await CoverAsync(partition, head, commit, deletion.OwnerId ?? "", cancellationToken);
    }
}
