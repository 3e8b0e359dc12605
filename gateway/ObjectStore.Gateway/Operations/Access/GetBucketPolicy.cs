using System.Buffers;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>GET of a bucket's <c>policy</c>: the bytes that were sent.</summary>
internal sealed class GetBucketPolicy : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (context.Configuration.Policy is not { } policy)
            return new S3Error(S3ErrorCode.NoSuchBucketPolicy) { Fields = [new("BucketName", context.Bucket.Name)] };
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = policy.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return null;
        context.Response.BodyWriter.Write(policy.Span);
        await context.Response.BodyWriter.FlushAsync(context.Aborted);
        return null;
    }
}
