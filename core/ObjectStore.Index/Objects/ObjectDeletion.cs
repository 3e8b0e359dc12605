namespace ObjectStore.Index.Objects;

/// <summary>What a client asks to be deleted. The default is the current object, whatever it is.</summary>
public readonly record struct ObjectDeletion
{
    /// <summary>The version to remove for good; null for what a DELETE of the key does: remove the object, or cover it with a delete marker.</summary>
    public VersionName? Version { get; init; }

    /// <summary>Condition on that version, or on the current object.</summary>
    public WriteCondition Condition { get; init; }

    /// <summary>Only what was made in this second is to be deleted; null for whenever.</summary>
    public DateTimeOffset? MatchLastModified { get; init; }

    /// <summary>Only what has this many bytes is to be deleted, which no delete marker has; null for any.</summary>
    public long? MatchSize { get; init; }

    /// <summary>User id of the owner of a delete marker; null for none.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Whether a governance retention is to be ignored; the caller has checked that it may be.</summary>
    public bool BypassesGovernance { get; init; }

    /// <summary>Applied when time and size are those that were asked for, otherwise the outcome that refuses. What is not there has neither.</summary>
    internal WriteOutcome JudgeTimeAndSize(ObjectRecord? found)
    {
        if (MatchLastModified is null && MatchSize is null) return WriteOutcome.Applied;
        if (found is null) return WriteOutcome.NoSuchKey;
        var isSame = (MatchLastModified is not { } time || time.ToUnixTimeSeconds() == found.LastModified.ToUnixTimeSeconds())
            && (MatchSize is not { } size || (size == found.Size && !found.IsDeleteMarker));
        return isSame ? WriteOutcome.Applied : WriteOutcome.PreconditionFailed;
    }
}
