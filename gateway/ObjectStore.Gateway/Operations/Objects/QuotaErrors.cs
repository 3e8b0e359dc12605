using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>What writes are answered that would take a bucket over its quota; the code is that of Ceph's object gateway, AWS has no quotas.</summary>
internal static class QuotaErrors
{
    /// <summary>The error for an outcome that is one of the two.</summary>
    public static S3Error Exceeded(WriteOutcome outcome) => new(
        S3ErrorCode.QuotaExceeded,
        outcome == WriteOutcome.BytesQuotaExceeded ? "The bucket would hold more bytes than its quota." : "The bucket would hold more objects than its quota.");

    /// <summary>The error, or null when the outcome is another.</summary>
    public static S3Error? Of(WriteOutcome outcome) => outcome is WriteOutcome.BytesQuotaExceeded or WriteOutcome.ObjectsQuotaExceeded ? Exceeded(outcome) : null;
}
