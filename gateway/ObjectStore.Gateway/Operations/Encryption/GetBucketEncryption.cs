using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Encryption;

/// <summary>GET of a bucket's <c>encryption</c>: what was set.</summary>
internal sealed class GetBucketEncryption : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (context.Configuration.Encryption is not { } rule)
            return new S3Error(S3ErrorCode.ServerSideEncryptionConfigurationNotFoundError) { Fields = [new("BucketName", context.Bucket.Name)] };
        await context.WriteXmlAsync(rule.Render());
        return null;
    }
}
