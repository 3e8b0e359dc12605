using System.Text;
using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Logging;

/// <summary>PUT of a bucket's <c>logging</c>: records of requests go to another bucket of the same owner that lets the delivery write; an empty document ends it.</summary>
/// <remarks>Source: Amazon S3 API reference, "PutBucketLogging": only the bucket's owner may set it.</remarks>
internal sealed class PutBucketLogging(DocumentBudget documents, BucketChanges changes, BucketDirectory buckets, ServiceAccess access) : IS3Operation
{
    /// <summary>Room that the longest rest of a key needs: owner, region, bucket, times.</summary>
    private const int PrefixBytesMax = 512;

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(BucketLoggingRequest.BytesMax, lease, context.Aborted);
        if (!BucketLoggingRequest.TryParse(document, out var request)) return new S3Error(S3ErrorCode.MalformedXML);
        if (!context.Caller.IsAdmin && context.Caller.Caller.Principal.AccountId != context.Bucket.OwnerId) return new S3Error(S3ErrorCode.AccessDenied);
        if (await StoreAsync(context, request) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }

    private async ValueTask<S3Error?> StoreAsync(S3Context context, BucketLoggingRequest request)
    {
        if (request.Rules is not { } rules) return await changes.RemoveAsync(context, BucketDocumentKind.Logging);
        if (request.HasGrants) return new S3Error(S3ErrorCode.NotImplemented, "TargetGrants are not implemented; the policy of the target bucket can say who may read the logs.");
        if (Encoding.UTF8.GetByteCount(rules.TargetPrefix) > PrefixBytesMax) return InvalidArgumentError.Of($"A target prefix has at most {PrefixBytesMax} bytes.", "TargetPrefix", rules.TargetPrefix);
        return await CheckTargetAsync(context, rules) ?? await changes.PutAsync(context, BucketDocumentKind.Logging, BucketLoggingRequest.Render(rules).Written);
    }

    private async ValueTask<S3Error?> CheckTargetAsync(S3Context context, BucketLoggingRules rules)
    {
        var (target, _) = await buckets.ReadAsync(rules.TargetBucket, context.Aborted);
        if (target is null || target.Bucket.OwnerId != context.Bucket.OwnerId) return Invalid(rules);
        if (target.Bucket.Region != context.Bucket.Region) return new S3Error(S3ErrorCode.CrossLocationLoggingProhibited);

        // Logs that nobody could delete for years are a mistake (Amazon S3 user guide, "Enabling Amazon S3 server access logging").
        var isFit = target.Bucket.Rules.DefaultRetention is null && access.MayPut(ServiceAccess.LogDelivery, target, context.Bucket, rules.TargetPrefix);
        return isFit ? null : Invalid(rules);
    }

    private static S3Error Invalid(BucketLoggingRules rules) => new(S3ErrorCode.InvalidTargetBucketForLogging) { Fields = [new("TargetBucket", rules.TargetBucket)] };
}
