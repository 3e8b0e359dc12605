using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>GET of a bucket's <c>ownershipControls</c>: what was set, not the default.</summary>
internal sealed class GetBucketOwnershipControls : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (context.Configuration.SetOwnership is not { } ownership)
            return new S3Error(S3ErrorCode.OwnershipControlsNotFoundError) { Fields = [new("BucketName", context.Bucket.Name)] };
        await context.WriteXmlAsync(OwnershipControlsRequest.Render(ownership));
        return null;
    }
}
