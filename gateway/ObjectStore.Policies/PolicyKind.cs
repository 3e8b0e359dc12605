namespace ObjectStore.Policies;

/// <summary>What a policy is attached to, which decides what may stand in it.</summary>
public enum PolicyKind
{
    /// <summary>An identity: its statements name no principals, and may be about other services than S3.</summary>
    Identity,

    /// <summary>A bucket: its statements name principals, and only actions of S3.</summary>
    Bucket,

    /// <summary>A role, and says who may assume it: its statements name principals, only actions of STS, and no resources.</summary>
    Trust,
}
