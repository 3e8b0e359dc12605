using ObjectStore.Core.Errors;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Middleware;

/// <summary>What a client is told about a failure of disk, network, database or quorum.</summary>
internal static class StorageErrors
{
    private static readonly KeyValuePair<string, string>[] RetrySoon = [new("Retry-After", "1")];
    private static readonly KeyValuePair<string, string>[] RetryLater = [new("Retry-After", "10")];

    /// <summary>The error for <paramref name="exception"/>.</summary>
    public static S3Error Of(StorageException exception) => exception.Code == StorageErrorCode.NewerFormat ? OfNewerFormat(exception) : Of(exception.Code);

    /// <summary>The error for what only gateways of a newer release can read. One of those may have the next attempt.</summary>
    public static S3Error OfNewerFormat(StorageException exception) => new(S3ErrorCode.ServiceUnavailable, exception.Message) { Headers = RetrySoon };

    /// <summary>The error for <paramref name="code"/>.</summary>
    public static S3Error Of(StorageErrorCode code) => code switch
    {
        StorageErrorCode.Overloaded => new S3Error(S3ErrorCode.SlowDown) { Headers = RetrySoon },
        StorageErrorCode.QuorumNotReached or StorageErrorCode.IndexUnavailable or StorageErrorCode.DeviceUnavailable or StorageErrorCode.StaleEpoch =>
            new S3Error(S3ErrorCode.ServiceUnavailable) { Headers = RetrySoon },
        StorageErrorCode.DeviceFull or StorageErrorCode.IndexFull =>
            new S3Error(S3ErrorCode.ServiceUnavailable, "The store has no room for this write.") { Headers = RetryLater },
        _ => new S3Error(S3ErrorCode.InternalError),
    };
}
