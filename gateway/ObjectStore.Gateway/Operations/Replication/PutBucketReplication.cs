using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Index.Catalog;
using ObjectStore.Replication.Configuration;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Replication;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Replication;

/// <summary>PUT of a bucket's <c>replication</c>: replaces all rules. The bucket has to keep versions.</summary>
internal sealed class PutBucketReplication(DocumentBudget documents, BucketChanges changes, ReplicationTargets targets) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(ReplicationRequest.BytesMax, lease, context.Aborted);
        if (!ReplicationRequest.TryParse(document, out var role, out var sent)) return new S3Error(S3ErrorCode.MalformedXML);
        if (RefusalOf(context.Bucket.Rules) is { } refusal) return refusal;
        if (ReplicationCheck.TryMake(role, sent, await targets.ReadAsync(context.Aborted), out var rules) is { } wrong) return wrong;
        if (await changes.PutAsync(context, BucketDocumentKind.Replication, ReplicationDocument.Format(rules), RefusalOf) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }

    private static S3Error? RefusalOf(BucketRules rules) => rules.Versioning == BucketVersioning.Enabled
        ? null
        : new S3Error(S3ErrorCode.InvalidRequest, "Versioning must be 'Enabled' on the bucket to apply a replication configuration");
}
