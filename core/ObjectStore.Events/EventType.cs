namespace ObjectStore.Events;

/// <summary>What can happen to an object that somebody may be told of. AWS's event types, those that exist in this store. Stored by name.</summary>
public enum EventType
{
    /// <summary><c>s3:ObjectCreated:Put</c>.</summary>
    ObjectCreatedPut,

    /// <summary><c>s3:ObjectCreated:Post</c>.</summary>
    ObjectCreatedPost,

    /// <summary><c>s3:ObjectCreated:Copy</c>.</summary>
    ObjectCreatedCopy,

    /// <summary><c>s3:ObjectCreated:CompleteMultipartUpload</c>.</summary>
    ObjectCreatedCompleteMultipartUpload,

    /// <summary><c>s3:ObjectRemoved:Delete</c>.</summary>
    ObjectRemovedDelete,

    /// <summary><c>s3:ObjectRemoved:DeleteMarkerCreated</c>.</summary>
    ObjectRemovedDeleteMarkerCreated,

    /// <summary><c>s3:ObjectTagging:Put</c>.</summary>
    ObjectTaggingPut,

    /// <summary><c>s3:ObjectTagging:Delete</c>.</summary>
    ObjectTaggingDelete,

    /// <summary><c>s3:ObjectAcl:Put</c>.</summary>
    ObjectAclPut,

    /// <summary><c>s3:LifecycleExpiration:Delete</c>.</summary>
    LifecycleExpirationDelete,

    /// <summary><c>s3:LifecycleExpiration:DeleteMarkerCreated</c>.</summary>
    LifecycleExpirationDeleteMarkerCreated,

    /// <summary><c>s3:LifecycleTransition</c>.</summary>
    LifecycleTransition,

    /// <summary><c>s3:ObjectRestore:Post</c>.</summary>
    ObjectRestorePost,

    /// <summary><c>s3:ObjectRestore:Completed</c>.</summary>
    ObjectRestoreCompleted,

    /// <summary><c>s3:ObjectRestore:Delete</c>.</summary>
    ObjectRestoreDelete,
}
