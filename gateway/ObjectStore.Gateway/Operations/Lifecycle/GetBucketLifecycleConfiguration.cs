using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Lifecycle;

/// <summary>GET of a bucket's <c>lifecycle</c>.</summary>
internal sealed class GetBucketLifecycleConfiguration : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (context.Configuration.Lifecycle is not { } rules)
            return new S3Error(S3ErrorCode.NoSuchLifecycleConfiguration) { Fields = [new("BucketName", context.Bucket.Name)] };
        TransitionMinimum.AddHeader(context, rules);
        await context.WriteXmlAsync(LifecycleAnswer.Render(rules));
        return null;
    }
}
