namespace ObjectStore.Replication;

/// <summary>Why a version has to go to a destination. Stored by name.</summary>
public enum ReplicationCause
{
    /// <summary>It is new: an object or a delete marker.</summary>
    Version,

    /// <summary>Its tags were changed.</summary>
    Tags,

    /// <summary>Its retention or legal hold was changed.</summary>
    Lock,

    /// <summary>It was there before, and a walk found it.</summary>
    Existing,
}
