using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Logging;

/// <summary>GET of a bucket's <c>logging</c>; without one an empty document.</summary>
internal sealed class GetBucketLogging : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        await context.WriteXmlAsync(BucketLoggingRequest.Render(context.Configuration.Logging));
        return null;
    }
}
