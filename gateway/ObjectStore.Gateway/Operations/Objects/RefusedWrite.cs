using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>What to answer when the index did not apply a write.</summary>
internal static class RefusedWrite
{
    /// <summary>
    /// The error for <paramref name="outcome"/>. A bucket that is gone is looked up again: when another has its name by now, the client is asked
    /// to repeat the write, because the stripes that were written name the old one.
    /// </summary>
    public static async ValueTask<S3Error> ErrorOfAsync(BucketDirectory buckets, S3Context context, WriteOutcome outcome, WriteCondition condition)
    {
        if (outcome != WriteOutcome.NoSuchBucket) return WriteConditions.ErrorOf(outcome, condition, context)!;
        var (_, error) = await buckets.ConfirmAsync(context);
        return error ?? new S3Error(S3ErrorCode.ServiceUnavailable);
    }
}
