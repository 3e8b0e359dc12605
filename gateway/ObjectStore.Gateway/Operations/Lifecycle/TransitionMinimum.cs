using ObjectStore.Lifecycle;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Lifecycle;

/// <summary>The header that goes with lifecycle rules and is about transitions alone: clients wait until they read what they wrote (Amazon S3 API reference, "PutBucketLifecycleConfiguration").</summary>
internal static class TransitionMinimum
{
    private const string Default = "all_storage_classes_128K";
    private const string ByStorageClass = LifecycleRules.VariesByStorageClass;

    /// <summary>Reads the header of a request; null when nothing was said.</summary>
    public static S3Error? TryParse(S3Context context, out string? minimum)
    {
        minimum = context.Header(AmzHeaders.TransitionDefaultMinimumObjectSize);
        return minimum is null or Default or ByStorageClass
            ? null
            : new S3Error(S3ErrorCode.InvalidRequest, $"Invalid TransitionDefaultMinimumObjectSize found: {minimum}");
    }

    /// <summary>Says what holds.</summary>
    public static void AddHeader(S3Context context, LifecycleRules rules) =>
        context.Response.Headers[AmzHeaders.TransitionDefaultMinimumObjectSize] = rules.TransitionMinimum ?? Default;
}
