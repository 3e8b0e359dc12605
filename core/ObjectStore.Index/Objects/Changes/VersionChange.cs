using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Clocks;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>
/// A change of the versions of a key by the rules of its bucket (docs/versioning.md). What versions do when one is added or removed is here, and nowhere else:
/// also that a locked one is not removed.
/// </summary>
internal abstract class VersionChange(BucketId bucket, ObjectKey key, RetentionClock clock) : KeyChange(bucket, key)
{
    public sealed override bool RequiresFence => true;

    public sealed override bool MayGoByKnownFence => true;

    /// <summary>The version that the plan writes or removes; null without versions.</summary>
    public VersionName? Version { get; private set; }

    /// <summary>Whether that version is a delete marker.</summary>
    public bool IsDeleteMarker { get; private set; }

    /// <summary>The version that the plan adds, changes or removes, and whether it removes it.</summary>
    private (ObjectRecord Record, bool IsRemoval) Changed { get; set; }

    /// <summary>Whom the change is told; null for nobody.</summary>
    public IChangeNotices? Notices { get; set; }

    /// <summary>When the change is planned.</summary>
    protected DateTimeOffset Now { get; private set; }

    /// <summary>A time after which no retention is over for this change, whatever clocks show.</summary>
    protected virtual DateTimeOffset JudgedAt => DateTimeOffset.MaxValue;

    public sealed override async ValueTask<WriteOutcome> PlanAsync(Partition partition, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var head = await KeyHead.ReadAsync(partition, Bucket, Key, Fence, cancellationToken);
        Fence = head.Fence;
        if (head.Rules is null) return WriteOutcome.NoSuchBucket;
        (KeyCountChange, Version, IsDeleteMarker, Now) = (0, null, false, clock.GetUtcNow());
        BeginCharge(head.Rules);
        head.RequireRules(commit);
        var outcome = await PlanAsync(partition, head, commit, cancellationToken);
        if (outcome == WriteOutcome.Applied && Notices is { } notices) await AnnounceAsync(partition, head, commit, notices, cancellationToken);
        return outcome;
    }

    /// <summary>Decides and fills the commit, which requires the bucket's rules already.</summary>
    protected abstract ValueTask<WriteOutcome> PlanAsync(Partition partition, KeyHead head, CommitBuilder commit, CancellationToken cancellationToken);

    /// <summary>Makes a record the current version: beside the others, instead of the null version, or instead of the object, as the bucket's rules are.</summary>
    protected ValueTask<WriteOutcome> AddAsync(Partition partition, KeyHead head, CommitBuilder commit, ObjectRecord record, CancellationToken cancellationToken)
    {
        // Two that name the same stripes would each make garbage of them.
        if (head.Record is { } current && SharesStripes(current, record)) throw new ArgumentException("A record cannot share stripes with the one that it covers.", nameof(record));
        if (IsReplica(record)) return PlaceAsync(partition, head, commit, record, cancellationToken);
        if (head.Rules!.HasVersions) return AddVersionAsync(partition, head, commit, record, cancellationToken);
        head.RequireUnchanged(commit);
        head.Replace(commit, record);
        ChargeFor(record, 1);
        if (head.Record is { } replaced) ChargeFor(replaced, -1);
        Changed = (record, IsRemoval: false);
        KeyCountChange = head.Record is null ? 1 : 0;
        GarbageRows.AddReplaced(commit, this, head.Record, Now);
        return new ValueTask<WriteOutcome>(WriteOutcome.Applied);
    }

    /// <summary>Covers the current version by a delete marker, as a DELETE of the key does where versions are kept.</summary>
    protected ValueTask<WriteOutcome> CoverAsync(Partition partition, KeyHead head, CommitBuilder commit, string ownerId, CancellationToken cancellationToken)
    {
        var marker = new ObjectRecord
        {
            Size = 0,
            ETag = "",
            LastModified = DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds()),
            OwnerId = ownerId,
            IsDeleteMarker = true,
        };
        return AddAsync(partition, head, commit, marker, cancellationToken);
    }

    /// <summary>Finds a version; its row is null when it is the current one, and then unchanged with the head.</summary>
    protected async ValueTask<(ObjectRecord? Record, Row? Row)> FindAsync(Partition partition, KeyHead head, VersionName name, CancellationToken cancellationToken)
    {
        if (head.Record is { } current && current.Name == name) return (current, null);
        var id = name.IsNull ? head.Record?.NullVersion : name.Id;
        if (id is not { } place || await partition.ReadAsync(RowKeys.Version(Bucket, Key, place), cancellationToken) is not { } row) return (null, null);
        var record = KeyHead.Decode(row);

        // The id of a null version is no name of it.
        return record.Name == name ? (record, row) : (null, null);
    }

    /// <summary>Removes a version for good, and makes the one before it current when it was the current one.</summary>
    protected async ValueTask<WriteOutcome> RemoveAsync(
        Partition partition, KeyHead head, CommitBuilder commit, ObjectRecord removed, Row? row, bool bypassesGovernance, CancellationToken cancellationToken)
    {
        head.RequireUnchanged(commit);
        if (row is { } other) commit.RequireUnchanged(other.Key, other);
        if (!await TryRemoveRowAsync(partition, commit, removed, bypassesGovernance, cancellationToken)) return WriteOutcome.ObjectLocked;
        if (head.Rules!.HasVersions) SetVersion(removed);
        Changed = (removed, IsRemoval: true);
        if (row is null)
        {
            if (!removed.IsDeleteMarker) KeyCountChange--;
            head.Replace(commit, await TakeNextAsync(partition, head, commit, cancellationToken));
        }
        else if (removed.IsNullVersion)
        {
            head.Replace(commit, head.Record! with { NullVersion = null });
        }

        return WriteOutcome.Applied;
    }

    /// <summary>Puts the row of a version. What it says of others is only kept with the current version.</summary>
    protected void PutRow(CommitBuilder commit, ObjectRecord version)
    {
        var rowKey = RowKeys.Version(Bucket, Key, version.Version);
        commit.Put(rowKey, ObjectCodec.Encode(rowKey, version with { NullVersion = null }));
    }

    /// <summary>The time by which the retention of a version is judged. Other clocks are asked only where this process would hold it to be over.</summary>
    protected async ValueTask<DateTimeOffset> ReadLockTimeAsync(Partition partition, ObjectRecord record, CancellationToken cancellationToken)
    {
        if (record.Retention is not { } retention || retention.Until > Now) return Now;
        var earliest = await clock.ReadEarliestAsync(partition.Database, cancellationToken);
        return earliest < JudgedAt ? earliest : JudgedAt;
    }

    /// <summary>The version as those who are told of it want it stored. Only where every version stays; what is replaced in its place has nothing to be named by.</summary>
    protected ObjectRecord Mark(KeyHead head, ObjectRecord version) =>
        Notices is { } notices && head.Rules!.Versioning == BucketVersioning.Enabled ? notices.Mark(Key, version) : version;

    /// <summary>Notes what the plan says of a version that stays.</summary>
    protected void SetUpdated(ObjectRecord version) => Changed = (version, IsRemoval: false);

    /// <summary>Notes which version the plan is about.</summary>
    protected void SetVersion(ObjectRecord version) => (Version, IsDeleteMarker) = (version.Name, version.IsDeleteMarker);

    private ValueTask AnnounceAsync(Partition partition, KeyHead head, CommitBuilder commit, IChangeNotices notices, CancellationToken cancellationToken)
    {
        Invariant.That(Changed.Record is not null);
        var planned = new PlannedChange(Bucket, Key, Changed.Record, Changed.IsRemoval, head.Rules!.HasVersions, Now);
        return OutboxRows.AddAsync(partition, this, commit, planned, head.Record?.Place.Order ?? 0, notices.Of(planned), cancellationToken);
    }

    /// <summary>Charges for a version that comes (1) or goes (-1). Delete markers are free, so that deletes always go on.</summary>
    private void ChargeFor(ObjectRecord version, int sign)
    {
        if (!version.IsDeleteMarker) AddCharge(sign * version.ChargedBytes, sign);
    }

    private static bool SharesStripes(ObjectRecord left, ObjectRecord right)
    {
        if (left.Upload is { } upload && upload == right.Upload) return true;
        for (var i = 0; i < left.Runs.Count; i++)
        {
            for (var j = 0; j < right.Runs.Count; j++)
            {
                if (left.Runs[i].First == right.Runs[j].First) return true;
            }
        }

        return false;
    }

    /// <summary>The one place where versions go. False, with nothing done, when the version is locked.</summary>
    private async ValueTask<bool> TryRemoveRowAsync(
        Partition partition, CommitBuilder commit, ObjectRecord removed, bool bypassesGovernance, CancellationToken cancellationToken)
    {
        if (IsLocked(removed, bypassesGovernance, await ReadLockTimeAsync(partition, removed, cancellationToken))) return false;
        GarbageRows.AddReplaced(commit, this, removed, Now);
        ChargeFor(removed, -1);
        if (removed.Version.IsNone) return true;
        commit.Delete(RowKeys.Version(Bucket, Key, removed.Version));
        KeyCountChange--;
        return true;
    }

    private static bool IsLocked(ObjectRecord record, bool bypassesGovernance, DateTimeOffset now) => record.HasLegalHold
        || (record.Retention is { } retention && retention.Until > now && !(bypassesGovernance && retention.Mode == RetentionMode.Governance));

    private async ValueTask<WriteOutcome> AddVersionAsync(
        Partition partition, KeyHead head, CommitBuilder commit, ObjectRecord record, CancellationToken cancellationToken)
    {
        head.RequireUnchanged(commit);
        var isNull = head.Rules!.Versioning == BucketVersioning.Suspended;
        if (isNull && !await TryRemoveNullAsync(partition, head, commit, cancellationToken)) return WriteOutcome.ObjectLocked;
        var keepsHead = head.Record is not null && !(isNull && head.Record.IsNullVersion);
        if (keepsHead) Keep(commit, head.Record!);
        var version = Mark(head, record with
        {
            Version = VersionId.New(Now, head.Record?.Place ?? default),
            IsNullVersion = isNull,
            NullVersion = isNull ? null : NullVersionOf(head.Record),
            Retention = record.Retention ?? (record.IsDeleteMarker ? null : head.Rules.DefaultRetention?.From(record.LastModified)),
        });
        PutRow(commit, version);
        head.Replace(commit, version);
        ChargeFor(version, 1);
        SetVersion(version);
        Changed = (version, IsRemoval: false);
        var hadObject = head.Record is { IsDeleteMarker: false };
        KeyCountChange += 1 + (version.IsDeleteMarker ? 0 : 1) - (hadObject ? 1 : 0);
        return WriteOutcome.Applied;
    }

    /// <summary>Whether a record is to be the version that it says, and not a new one.</summary>
    private static bool IsReplica(ObjectRecord record) => record is { Replication.Status: ReplicationStatus.Replica, Version.IsNone: false };

    /// <summary>
    /// Puts a replica into its place among the versions of the key, which its id says: so buckets that get the same versions in whatever order come to have the same ones, and the
    /// same current one. Who brings it again changes nothing.
    /// </summary>
    private async ValueTask<WriteOutcome> PlaceAsync(Partition partition, KeyHead head, CommitBuilder commit, ObjectRecord record, CancellationToken cancellationToken)
    {
        if (head.Rules!.Versioning != BucketVersioning.Enabled) return WriteOutcome.NotVersioned;
        var rowKey = RowKeys.Version(Bucket, Key, record.Version);
        var isThere = head.Record?.Place == record.Version || await partition.ReadAsync(rowKey, cancellationToken) is not null;
        if (isThere) return WriteOutcome.AlreadyThere;
        commit.Require(CommitCondition.Absent(rowKey));
        head.RequireUnchanged(commit);
        var isNewest = head.Record is null || record.Version > head.Record.Place;
        if (head.Record is { } current)
        {
            // Without a row of its own the current one would be the last of the key.
            Keep(commit, current);

            // Written anew even where it says the same: who found nothing under it, or another version, has to look again.
            if (!isNewest) head.Replace(commit, current with { Version = current.Place });
        }

        var version = record with
        {
            IsNullVersion = false,
            NullVersion = isNewest ? NullVersionOf(head.Record) : null,
            Retention = record.Retention ?? (record.IsDeleteMarker ? null : head.Rules.DefaultRetention?.From(record.LastModified)),
        };
        PutRow(commit, version);
        ChargeFor(version, 1);
        SetVersion(version);
        KeyCountChange++;
        if (isNewest)
        {
            KeyCountChange += (version.IsDeleteMarker ? 0 : 1) - (head.Record is { IsDeleteMarker: false } ? 1 : 0);
            head.Replace(commit, version);
        }

        Changed = (version, IsRemoval: false);
        return WriteOutcome.Applied;
    }

    /// <summary>The version that is covered stays. One from before versioning gets its row now.</summary>
    private void Keep(CommitBuilder commit, ObjectRecord covered)
    {
        if (!covered.Version.IsNone) return;
        PutRow(commit, covered with { Version = covered.Place });
        KeyCountChange++;
    }

    private static VersionId? NullVersionOf(ObjectRecord? head) => head is { IsNullVersion: true } ? head.Place : head?.NullVersion;

    /// <summary>Removes the null version, current or not, to be replaced.</summary>
    private async ValueTask<bool> TryRemoveNullAsync(Partition partition, KeyHead head, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var (removed, row) = await FindAsync(partition, head, VersionName.Null, cancellationToken);
        if (removed is null) return true;
        if (row is { } other) commit.RequireUnchanged(other.Key, other);
        return await TryRemoveRowAsync(partition, commit, removed, bypassesGovernance: false, cancellationToken);
    }

    /// <summary>The version that becomes current when the current one goes, or null.</summary>
    private async ValueTask<ObjectRecord?> TakeNextAsync(Partition partition, KeyHead head, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var current = head.Record!;
        if (current.Version.IsNone) return null;
        var older = RowKeys.VersionsOf(Bucket, Key) with { Start = RowKeys.Next(RowKeys.Version(Bucket, Key, current.Version)) };
        if (await partition.ScanAsync(older, 1, cancellationToken) is not [var row]) return null;
        commit.RequireUnchanged(row.Key, row);
        var next = KeyHead.Decode(row);
        if (!next.IsDeleteMarker) KeyCountChange++;
        return next with { NullVersion = next.IsNullVersion ? null : current.NullVersion };
    }
}
