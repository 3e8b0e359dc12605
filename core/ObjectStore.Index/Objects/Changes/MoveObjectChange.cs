using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Clocks;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Makes a version lie where its bytes have been copied to, in all rows that say where it lies; the old stripes become garbage.</summary>
internal sealed class MoveObjectChange(BucketId bucket, ObjectKey key, ObjectMove move, RetentionClock clock) : VersionChange(bucket, key, clock)
{
    protected override async ValueTask<WriteOutcome> PlanAsync(Partition partition, KeyHead head, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var (record, row) = await FindAsync(partition, head, move.Version, cancellationToken);
        if (record is null or { IsDeleteMarker: true }) return WriteOutcome.NoSuchKey;
        if (record.LastModified != move.LastModified || !record.Runs.SequenceEqual(move.From) || !move.IsDue(record)) return WriteOutcome.PreconditionFailed;
        var moved = record with { Runs = move.To, StorageClass = move.StorageClass, Tiering = move.Tiering(record) };
        head.RequireUnchanged(commit);
        if (row is { } other) commit.RequireUnchanged(other.Key, other);
        else head.Replace(commit, moved);
        if (!moved.Version.IsNone) PutRow(commit, moved);
        GarbageRows.AddRuns(commit, this, [.. move.From.Except(move.To)], Now);
        if (head.Rules!.HasVersions) SetVersion(moved);
        SetUpdated(moved);
        return WriteOutcome.Applied;
    }
}
