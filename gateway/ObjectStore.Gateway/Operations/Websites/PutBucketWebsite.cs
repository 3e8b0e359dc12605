using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Websites;

/// <summary>PUT of a bucket's <c>website</c>.</summary>
internal sealed class PutBucketWebsite(DocumentBudget documents, BucketChanges changes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(WebsiteRequest.BytesMax, lease, context.Aborted);
        if (!WebsiteRequest.TryParse(document, out var website)) return new S3Error(S3ErrorCode.MalformedXML);
        if (website.Check() is { } invalid) return invalid;
        if (await changes.PutAsync(context, BucketDocumentKind.Website, document.ToArray()) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
