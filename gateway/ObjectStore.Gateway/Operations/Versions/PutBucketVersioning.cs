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

        S3Error? refusal = null;
        var versioning = sent.Status == "Enabled" ? BucketVersioning.Enabled : BucketVersioning.Suspended;
        var error = await buckets.ChangeRulesAsync(context, (rules, documents) =>
        {
            refusal = versioning == BucketVersioning.Enabled ? null : RefusalOf(rules, documents);
            return refusal is null ? rules with { Versioning = versioning } : null;
        });
        if ((error ?? refusal) is { } wrong) return wrong;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }

    /// <summary>What relies on versions keeps them enabled.</summary>
    private static S3Error? RefusalOf(BucketRules rules, BucketDocumentSet documents)
    {
        if (documents.Find(BucketDocumentKind.Replication) is not null)
            return new S3Error(S3ErrorCode.InvalidBucketState, "A replication configuration is present on this bucket, so the versioning state cannot be changed.");
        return rules.HasObjectLock ? new S3Error(S3ErrorCode.InvalidBucketState, "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.") : null;
    }
}
