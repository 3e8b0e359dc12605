using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Locks;

/// <summary>PUT of a bucket's <c>object-lock</c>: switches it on for good, in a bucket with versioning enabled, and sets the default retention.</summary>
internal sealed class PutObjectLockConfiguration(BucketDirectory buckets, DocumentBudget documents) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(ObjectLockRequest.BytesMax, lease, context.Aborted);
        if (document.IsEmpty) return new S3Error(S3ErrorCode.MissingRequestBodyError);
        if (!ObjectLockRequest.TryParse(document, out var sent)) return new S3Error(S3ErrorCode.MalformedXML);
        if (TryCheck(sent, out var retention) is { } periodError) return periodError;

        var isVersioned = true;
        var error = await buckets.ChangeRulesAsync(context, (rules, _) =>
        {
            isVersioned = rules.Versioning == BucketVersioning.Enabled;
            return isVersioned ? rules with { HasObjectLock = true, DefaultRetention = retention } : null;
        });
        if (error is not null) return error;
        if (!isVersioned) return new S3Error(S3ErrorCode.InvalidBucketState, "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }

    private static S3Error? TryCheck(ObjectLockRequest sent, out DefaultRetention? retention)
    {
        retention = null;
        if (!LockModes.TryParse(sent.Mode, out var mode)) return null;
        if (sent is not { Days: null or (>= 1 and <= DefaultRetention.DaysMax), Years: null or (>= 1 and <= DefaultRetention.YearsMax) })
            return new S3Error(S3ErrorCode.InvalidRetentionPeriod, "Default retention period must be a positive integer value, at most 36500 days or 100 years.");
        retention = new DefaultRetention(mode, (int)(sent.Days ?? 0), (int)(sent.Years ?? 0));
        return null;
    }
}
