using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>GET of a bucket's <c>policyStatus</c>: whether policy or list give the public anything.</summary>
internal sealed class GetBucketPolicyStatus : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("PolicyStatus"u8);
        xml.Element("IsPublic"u8, context.Configuration.IsPublic);
        xml.End("PolicyStatus"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }
}
