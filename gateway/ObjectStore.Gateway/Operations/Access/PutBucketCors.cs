using Microsoft.AspNetCore.Http;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>PUT of a bucket's <c>cors</c>.</summary>
internal sealed class PutBucketCors(DocumentBudget documents, BucketChanges changes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(CorsRequest.BytesMax, lease, context.Aborted);
        if (!CorsRequest.TryParse(document, out var rules)) return new S3Error(S3ErrorCode.MalformedXML);
        if (rules.Check() is { } ruleError) return ruleError;
        if (await changes.PutAsync(context, BucketDocumentKind.Cors, document.ToArray()) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
