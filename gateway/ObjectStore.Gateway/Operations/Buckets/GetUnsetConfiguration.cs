using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>GET of what can be set for buckets of Amazon S3 and not here: tells that there is none, as that does of a new bucket. To set one is refused.</summary>
internal sealed class GetUnsetConfiguration : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (context.Operation == S3Operation.GetBucketAccelerateConfiguration)
        {
            await context.WriteXmlAsync(Render("AccelerateConfiguration"u8, isList: false));
            return null;
        }

        if (context.Query.Has("id")) return new S3Error(S3ErrorCode.NoSuchConfiguration);
        await context.WriteXmlAsync(context.Operation switch
        {
            S3Operation.ListBucketAnalyticsConfigurations => Render("ListBucketAnalyticsConfigurationResult"u8, isList: true),
            S3Operation.ListBucketIntelligentTieringConfigurations => Render("ListBucketIntelligentTieringConfigurationsOutput"u8, isList: true),
            S3Operation.ListBucketMetricsConfigurations => Render("ListMetricsConfigurationsResult"u8, isList: true),
            _ => throw new InvalidOperationException($"{context.Operation} is not of these."),
        });
        return null;
    }

    private static S3XmlWriter Render(ReadOnlySpan<byte> root, bool isList)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument(root);
        if (isList) xml.Element("IsTruncated"u8, false);
        xml.End(root);
        return xml;
    }
}
