using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Events;

/// <summary>GET of a bucket's <c>notification</c>; without a configuration an empty one.</summary>
internal sealed class GetBucketNotificationConfiguration : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        await context.WriteXmlAsync(NotificationAnswer.Render(context.Configuration.Notifications));
        return null;
    }
}
