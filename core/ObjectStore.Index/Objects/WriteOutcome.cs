namespace ObjectStore.Index.Objects;

/// <summary>What became of a change of the object index.</summary>
public enum WriteOutcome
{
    /// <summary>Applied and durable.</summary>
    Applied,

    /// <summary>The client's condition did not hold (412).</summary>
    PreconditionFailed,

    /// <summary><c>If-Match</c> was given and there is no such object (404), or the object to delete does not exist.</summary>
    NoSuchKey,

    /// <summary>The bucket was deleted meanwhile (404).</summary>
    NoSuchBucket,

    /// <summary>The upload does not exist: aborted, completed, or never begun (404).</summary>
    NoSuchUpload,

    /// <summary>A named part is missing or its entity tag differs (400).</summary>
    InvalidPart,

    /// <summary>A retention or legal hold forbids it (403).</summary>
    ObjectLocked,

    /// <summary>The version is a delete marker, of which nothing can be said (405).</summary>
    IsDeleteMarker,

    /// <summary>Who asked for it must not change the version as it is (403).</summary>
    NotAllowed,

    /// <summary>The bucket would hold more bytes than its quota (403).</summary>
    BytesQuotaExceeded,

    /// <summary>The bucket would hold more objects than its quota (403).</summary>
    ObjectsQuotaExceeded,

    /// <summary>The key has the version already that a replica was to become; nothing was changed.</summary>
    AlreadyThere,

    /// <summary>A replica has come to a bucket that does not keep versions (409).</summary>
    NotVersioned,

    /// <summary>The owner of the bucket would hold more bytes than its quota over all its buckets (403).</summary>
    OwnerBytesQuotaExceeded,

    /// <summary>The owner of the bucket would hold more objects than its quota over all its buckets (403).</summary>
    OwnerObjectsQuotaExceeded,
}
