namespace ObjectStore.Index.Objects;

/// <summary>A change of what is said about a version, not of its bytes.</summary>
public abstract record ObjectUpdate
{
    /// <summary>The changed record, or the outcome that refuses.</summary>
    /// <param name="record">The version as it is.</param>
    /// <param name="now">Decides whether a retention still holds.</param>
    /// <param name="updated">The version as it is to be.</param>
    internal abstract WriteOutcome Apply(ObjectRecord record, DateTimeOffset now, out ObjectRecord updated);

    /// <summary>Whether it may be about a delete marker too.</summary>
    internal virtual bool IsOfMarkers => false;

    /// <summary>Whether nobody who changes the key is to wait for it.</summary>
    internal virtual bool GivesWay => false;

    /// <summary>Replaces all tags.</summary>
    /// <param name="Tags">Names and values.</param>
    public sealed record SetTags(IReadOnlyList<KeyValuePair<string, string>> Tags) : ObjectUpdate
    {
        internal override WriteOutcome Apply(ObjectRecord record, DateTimeOffset now, out ObjectRecord updated)
        {
            updated = record with { Tags = Tags };
            return WriteOutcome.Applied;
        }
    }

    /// <summary>Another update, of a version that has the tags by which it was allowed.</summary>
    /// <param name="Update">The other update.</param>
    /// <param name="Tags">Names and values, in their order.</param>
    public sealed record OfTagged(ObjectUpdate Update, IReadOnlyList<KeyValuePair<string, string>> Tags) : ObjectUpdate
    {
        internal override bool IsOfMarkers => Update.IsOfMarkers;

        internal override bool GivesWay => Update.GivesWay;

        internal override WriteOutcome Apply(ObjectRecord record, DateTimeOffset now, out ObjectRecord updated)
        {
            updated = record;
            return record.Tags.SequenceEqual(Tags) ? Update.Apply(record, now, out updated) : WriteOutcome.PreconditionFailed;
        }
    }

    /// <summary>Replaces the metadata.</summary>
    /// <param name="Change">Makes the new metadata of the version as it is, or gives null where it must not be changed. Pure; may be asked more than once.</param>
    public sealed record ChangeMetadata(Func<ObjectRecord, IReadOnlyList<KeyValuePair<string, string>>?> Change) : ObjectUpdate
    {
        internal override WriteOutcome Apply(ObjectRecord record, DateTimeOffset now, out ObjectRecord updated)
        {
            var metadata = Change(record);
            updated = metadata is null ? record : record with { Metadata = metadata };
            return metadata is null ? WriteOutcome.NotAllowed : WriteOutcome.Applied;
        }
    }

    /// <summary>Changes what a version or delete marker says of its replication.</summary>
    /// <param name="Change">Makes the new state of the version as it is, or gives null where it is not to be changed. Pure; may be asked more than once.</param>
    public sealed record ChangeReplication(Func<ObjectRecord, StoredReplication?> Change) : ObjectUpdate
    {
        internal override bool IsOfMarkers => true;

        internal override WriteOutcome Apply(ObjectRecord record, DateTimeOffset now, out ObjectRecord updated)
        {
            var replication = Change(record);
            updated = replication is null ? record : record with { Replication = replication };
            return replication is null ? WriteOutcome.PreconditionFailed : WriteOutcome.Applied;
        }
    }

    /// <summary>Changes nothing itself: whoever is told of changes may mark the version, or delete marker, and is told of it.</summary>
    /// <param name="IsWanted">Whether the version, as the commit finds it, is to be told of. Pure; may be asked more than once.</param>
    public sealed record Announce(Func<ObjectRecord, bool> IsWanted) : ObjectUpdate
    {
        internal override bool IsOfMarkers => true;

        internal override WriteOutcome Apply(ObjectRecord record, DateTimeOffset now, out ObjectRecord updated)
        {
            updated = record;
            return IsWanted(record) ? WriteOutcome.Applied : WriteOutcome.PreconditionFailed;
        }
    }

    /// <summary>Changes what an archived version says of its restoration. A copy that it does not name any more becomes garbage.</summary>
    /// <param name="Restore">What it is to say; null for nothing.</param>
    /// <param name="IsWanted">Whether the version is to say so still, as the commit finds it. Pure; may be asked more than once.</param>
    public sealed record SetRestore(StoredRestore? Restore, Func<ObjectRecord, bool> IsWanted) : ObjectUpdate
    {
        internal override WriteOutcome Apply(ObjectRecord record, DateTimeOffset now, out ObjectRecord updated)
        {
            updated = record with { Restore = Restore };
            return IsWanted(record) ? WriteOutcome.Applied : WriteOutcome.PreconditionFailed;
        }
    }

    /// <summary>Notes when a version was read. Gives way to every other change of the key: when it meets one, nothing happens.</summary>
    /// <param name="At">When it was read; whole milliseconds.</param>
    /// <param name="IsWanted">Whether the version, as the commit finds it, is to say so. Pure; may be asked more than once.</param>
    public sealed record NoteAccess(DateTimeOffset At, Func<ObjectRecord, bool> IsWanted) : ObjectUpdate
    {
        internal override bool GivesWay => true;

        internal override WriteOutcome Apply(ObjectRecord record, DateTimeOffset now, out ObjectRecord updated)
        {
            updated = record with { Tiering = new StoredTiering(At, StoredTiering.Of(record.Tiering, record.LastModified).Tier) };
            return IsWanted(record) ? WriteOutcome.Applied : WriteOutcome.PreconditionFailed;
        }
    }

    /// <summary>Says in which tier a version lies; when it was last read stays.</summary>
    /// <param name="Tier">The tier.</param>
    /// <param name="IsWanted">Whether the version, as the commit finds it, is to say so. Pure; may be asked more than once.</param>
    public sealed record SetTier(StorageTier Tier, Func<ObjectRecord, bool> IsWanted) : ObjectUpdate
    {
        internal override WriteOutcome Apply(ObjectRecord record, DateTimeOffset now, out ObjectRecord updated)
        {
            updated = record with { Tiering = StoredTiering.Of(record.Tiering, record.LastModified) with { Tier = Tier } };
            return IsWanted(record) ? WriteOutcome.Applied : WriteOutcome.PreconditionFailed;
        }
    }

    /// <summary>Switches the legal hold.</summary>
    /// <param name="IsOn">Whether the version must not be removed.</param>
    public sealed record SetLegalHold(bool IsOn) : ObjectUpdate
    {
        internal override WriteOutcome Apply(ObjectRecord record, DateTimeOffset now, out ObjectRecord updated)
        {
            updated = record with { HasLegalHold = IsOn };
            return WriteOutcome.Applied;
        }
    }

    /// <summary>Replaces the retention. One that still holds may be extended in its mode; anything else needs governance and a bypass.</summary>
    /// <param name="Retention">The new one; null removes it.</param>
    /// <param name="BypassesGovernance">Whether a governance retention is to be ignored; the caller has checked that it may be.</param>
    public sealed record SetRetention(Retention? Retention, bool BypassesGovernance) : ObjectUpdate
    {
        internal override WriteOutcome Apply(ObjectRecord record, DateTimeOffset now, out ObjectRecord updated)
        {
            updated = record with { Retention = Retention };
            if (record.Retention is not { } held || held.Until <= now) return WriteOutcome.Applied;
            var isExtended = Retention is { } next && next.Until >= held.Until && next.Mode == held.Mode;
            var isBypassed = BypassesGovernance && held.Mode == RetentionMode.Governance;
            return isExtended || isBypassed ? WriteOutcome.Applied : WriteOutcome.ObjectLocked;
        }
    }
}
