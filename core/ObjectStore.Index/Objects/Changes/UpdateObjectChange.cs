using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Clocks;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Changes what is said about a version, in all rows that say it.</summary>
internal sealed class UpdateObjectChange(BucketId bucket, ObjectKey key, VersionName? version, ObjectUpdate update, RetentionClock clock)
    : VersionChange(bucket, key, clock)
{
    public override bool GivesWay => update.GivesWay;

    protected override async ValueTask<WriteOutcome> PlanAsync(Partition partition, KeyHead head, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var (record, row) = version is { } name ? await FindAsync(partition, head, name, cancellationToken) : (head.Record, null);
        if (record is null || (version is null && record.IsDeleteMarker)) return WriteOutcome.NoSuchKey;
        if (record.IsDeleteMarker && !update.IsOfMarkers) return WriteOutcome.IsDeleteMarker;
        if (update.Apply(record, await ReadLockTimeAsync(partition, record, cancellationToken), out var updated) is var outcome and not WriteOutcome.Applied) return outcome;
        updated = Mark(head, updated);
        head.RequireUnchanged(commit);
        if (row is { } other) commit.RequireUnchanged(other.Key, other);
        else head.Replace(commit, updated);
        if (!updated.Version.IsNone) PutRow(commit, updated);
        RestoreRows.Add(commit, this, record, updated, Now);
        AddCharge(updated.ChargedBytes - record.ChargedBytes, 0);
        if (head.Rules!.HasVersions) SetVersion(updated);
        SetUpdated(updated);
        return WriteOutcome.Applied;
    }
}
