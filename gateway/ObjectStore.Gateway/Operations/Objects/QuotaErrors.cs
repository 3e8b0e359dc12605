using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>What writes are answered that would take a bucket or its owner over its quota; the code is that of Ceph's object gateway, AWS has no quotas.</summary>
internal static class QuotaErrors
{
    /// <summary>The error, or null when the outcome is another.</summary>
    public static S3Error? Of(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.BytesQuotaExceeded => Exceeded("The bucket would hold more bytes than its quota."),
        WriteOutcome.ObjectsQuotaExceeded => Exceeded("The bucket would hold more objects than its quota."),
        WriteOutcome.OwnerBytesQuotaExceeded => Exceeded("The buckets of the bucket's owner would hold more bytes than the owner's quota."),
        WriteOutcome.OwnerObjectsQuotaExceeded => Exceeded("The buckets of the bucket's owner would hold more objects than the owner's quota."),
        _ => null,
    };

    private static S3Error Exceeded(string message) => new(S3ErrorCode.QuotaExceeded, message);
}
