using Microsoft.AspNetCore.Http;
using ObjectStore.Index.Catalog;
using ObjectStore.Policies;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>PUT of a bucket's <c>policy</c>.</summary>
internal sealed class PutBucketPolicy(DocumentBudget documents, BucketChanges changes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(BodyRequirements.DocumentBytesMax, lease, context.Aborted);
        if (document.IsEmpty) return Malformed("Policies must be valid JSON and the first byte must be '{'");
        if (document.Length > PolicyParser.BucketPolicyBytesMax)
            return Malformed($"Normalized policy document exceeds the maximum allowed size of {PolicyParser.BucketPolicyBytesMax} bytes.");
        if (!PolicyParser.TryParse(document, PolicyKind.Bucket, out var policy, out var reason)) return Malformed(reason);
        if (!policy.IsAbout(context.Bucket.Name)) return Malformed("Policy has invalid resource");
        if (policy.HasIdleDenial) return Malformed("Action does not apply to any resource(s) in statement");
        if (policy.HasIdleCondition) return Malformed(PolicyParser.IdleConditionReason);
        if (context.Configuration.PublicAccessBlock is { BlockPublicPolicy: true } && PublicPolicy.IsPublic(policy))
        {
            return new S3Error(
                S3ErrorCode.AccessDenied,
                "The public access block of the bucket prevents public policies (BlockPublicPolicy).");
        }

        if (await changes.PutAsync(context, BucketDocumentKind.Policy, document.ToArray()) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }

    private static S3Error Malformed(string reason) => new(S3ErrorCode.MalformedPolicy, reason);
}
