using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Replication;

/// <summary>GET of a bucket's <c>replication</c>.</summary>
internal sealed class GetBucketReplication : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (context.Configuration.Replication is not { } rules)
            return new S3Error(S3ErrorCode.ReplicationConfigurationNotFoundError) { Fields = [new("BucketName", context.Bucket.Name)] };
        await context.WriteXmlAsync(ReplicationAnswer.Render(rules));
        return null;
    }
}
