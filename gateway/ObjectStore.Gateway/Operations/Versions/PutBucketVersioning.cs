using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Versions;

/// <summary>PUT of a bucket's <c>versioning</c>. Every write that begins after the answer obeys it.</summary>
internal sealed class PutBucketVersioning(BucketDirectory buckets, DocumentBudget documents) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(VersioningRequest.BytesMax, lease, context.Aborted);
        if (!VersioningRequest.TryParse(document, out var sent)) return new S3Error(S3ErrorCode.MalformedXML);
        if (sent.Status is null) return new S3Error(S3ErrorCode.IllegalVersioningConfigurationException, "The Versioning element must be specified");
        if (sent.HasMfaDelete) return new S3Error(S3ErrorCode.NotImplemented, "MFA delete is not implemented.");
        if (sent.HasExclusions) return new S3Error(S3ErrorCode.NotImplemented, "A bucket keeps versions of all its keys or of none.");

        var isLocked = false;
        var versioning = sent.Status == "Enabled" ? BucketVersioning.Enabled : BucketVersioning.Suspended;
        if (versioning != BucketVersioning.Enabled && context.Configuration.Replication is not null)
            return new S3Error(S3ErrorCode.InvalidBucketState, "A replication configuration is present on this bucket, so the versioning state cannot be changed.");
        var error = await buckets.ChangeRulesAsync(context, rules =>
        {
            isLocked = rules.HasObjectLock && versioning != BucketVersioning.Enabled;
            return isLocked ? null : rules with { Versioning = versioning };
        });
        if (error is not null) return error;
        if (isLocked) return new S3Error(S3ErrorCode.InvalidBucketState, "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.");
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
