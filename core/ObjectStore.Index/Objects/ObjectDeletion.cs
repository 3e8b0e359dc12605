namespace ObjectStore.Index.Objects;

/// <summary>What a client asks to be deleted. The default is the current object, whatever it is.</summary>
public readonly record struct ObjectDeletion
{
    /// <summary>The version to remove for good; null for what a DELETE of the key does: remove the object, or cover it with a delete marker.</summary>
    public VersionName? Version { get; init; }

    /// <summary>Condition on that version, or on the current object.</summary>
    public WriteCondition Condition { get; init; }

    /// <summary>User id of the owner of a delete marker; null for none.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Whether a governance retention is to be ignored; the caller has checked that it may be.</summary>
    public bool BypassesGovernance { get; init; }
}
