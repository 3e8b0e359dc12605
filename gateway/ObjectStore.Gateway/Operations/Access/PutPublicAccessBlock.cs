using Microsoft.AspNetCore.Http;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>PUT of a bucket's <c>publicAccessBlock</c>.</summary>
internal sealed class PutPublicAccessBlock(DocumentBudget documents, BucketChanges changes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(PublicAccessBlockRequest.BytesMax, lease, context.Aborted);
        if (!PublicAccessBlockRequest.TryParse(document, out var block)) return new S3Error(S3ErrorCode.MalformedXML);
        if (await changes.PutAsync(context, BucketDocumentKind.PublicAccessBlock, block.ToStored()) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
