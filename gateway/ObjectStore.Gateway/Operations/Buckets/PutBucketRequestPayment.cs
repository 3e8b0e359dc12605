using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>PUT of a bucket's <c>requestPayment</c>: that its owner pays changes nothing; nobody is billed here, so that requesters cannot pay.</summary>
internal sealed class PutBucketRequestPayment(DocumentBudget documents) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(RequestPaymentRequest.BytesMax, lease, context.Aborted);
        if (!RequestPaymentRequest.TryParse(document, out var isRequester)) return new S3Error(S3ErrorCode.MalformedXML);
        if (isRequester) return new S3Error(S3ErrorCode.NotImplemented, "Nobody is billed here: requesters cannot pay.");
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
