using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>GET of a bucket's <c>requestPayment</c>: whatever there is to pay, its owner pays.</summary>
internal sealed class GetBucketRequestPayment : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        await context.WriteXmlAsync(RequestPaymentRequest.Render());
        return null;
    }
}
