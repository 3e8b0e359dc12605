using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Gateway.Options;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Validation;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>PUT of a bucket.</summary>
internal sealed class CreateBucket(ICatalog catalog, DocumentBudget documents, GatewayOptions options, TimeProvider time) : IS3Operation
{
    /// <summary>The region in which AWS lets an owner create a bucket again, as if it had worked.</summary>
    private const string LegacyRegion = "us-east-1";

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var name = context.Target.Bucket!;
        if (!BucketName.IsValid(name)) return new S3Error(S3ErrorCode.InvalidBucketName) { Fields = [new("BucketName", name)] };
        if (CheckHeaders(context) is { } headerError) return headerError;
        if (await CheckLocationAsync(context) is { } locationError) return locationError;
        var wanted = new BucketRecord(name, BucketIds.New(), context.Caller.UserId, CommitTime.Now(time), options.Region) { Rules = RulesOf(context) };

        // Not cut off by a client that goes away: the bucket is there or not.
        var (bucket, isCreated) = await catalog.CreateBucketAsync(wanted, CancellationToken.None);
        if (!isCreated)
        {
            if (bucket.OwnerId != context.Caller.UserId) return new S3Error(S3ErrorCode.BucketAlreadyExists) { Fields = [new("BucketName", name)] };
            if (options.Region != LegacyRegion) return new S3Error(S3ErrorCode.BucketAlreadyOwnedByYou) { Fields = [new("BucketName", name)] };
        }

        context.Response.Headers.Location = "/" + name;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }

    private static S3Error? CheckHeaders(S3Context context)
    {
        if (CannedAcl.Check(context.Header(AmzHeaders.Acl) ?? "") is { } aclError) return aclError;
        foreach (var header in context.Request.Headers)
        {
            if (header.Key.StartsWith("x-amz-grant-", StringComparison.OrdinalIgnoreCase)) return ObjectHeaders.HeaderNotImplemented(header.Key);
        }

        const string ownership = "x-amz-object-ownership";
        return context.Header(ownership) is null or "BucketOwnerEnforced" ? null : ObjectHeaders.HeaderNotImplemented(ownership);
    }

    /// <summary>Objects can be locked only where versions are kept.</summary>
    private static BucketRules RulesOf(S3Context context) =>
        "true".Equals(context.Header(AmzHeaders.BucketObjectLockEnabled), StringComparison.OrdinalIgnoreCase)
            ? new BucketRules { HasObjectLock = true, Versioning = BucketVersioning.Enabled }
            : BucketRules.None;

    private async ValueTask<S3Error?> CheckLocationAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(CreateBucketRequest.BytesMax, lease, context.Aborted);
        if (document.IsEmpty) return null;
        if (!CreateBucketRequest.TryParse(document, out var location)) return new S3Error(S3ErrorCode.MalformedXML);
        return location is null or "" || location == options.Region
            ? null
            : new S3Error(
                S3ErrorCode.IllegalLocationConstraintException,
                $"The {location} location constraint is incompatible for the region specific endpoint this request was sent to.");
    }
}
