using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Locks;

/// <summary>Errors of object lock.</summary>
internal static class LockErrors
{
    /// <summary>A retention or a legal hold forbids it.</summary>
    public static S3Error ObjectLocked() => new(S3ErrorCode.AccessDenied, "Access Denied because object protected by object lock.");

    /// <summary>Locks are asked for in a bucket that has none.</summary>
    public static S3Error NotConfigured() => new(S3ErrorCode.InvalidRequest, "Bucket is missing Object Lock Configuration");
}
