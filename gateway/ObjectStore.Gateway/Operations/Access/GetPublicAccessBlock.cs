using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>GET of a bucket's <c>publicAccessBlock</c>.</summary>
internal sealed class GetPublicAccessBlock : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (context.Configuration.PublicAccessBlock is not { } block)
            return new S3Error(S3ErrorCode.NoSuchPublicAccessBlockConfiguration) { Fields = [new("BucketName", context.Bucket.Name)] };
        await context.WriteXmlAsync(block.Render());
        return null;
    }
}
