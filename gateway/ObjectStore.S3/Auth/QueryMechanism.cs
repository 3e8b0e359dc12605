namespace ObjectStore.S3.Auth;

/// <summary>Kinds of signatures that a query may carry.</summary>
internal enum QueryMechanism
{
    /// <summary>None.</summary>
    None,

    /// <summary>The older HMAC-SHA1 kind, which is not supported.</summary>
    SigV2,

    /// <summary>A presigned URL of signature version 4.</summary>
    SigV4,
}
