using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>GET of an object's <c>tagging</c>: no tags can be set, so there are none. Clients ask before they copy in parts.</summary>
internal sealed class GetObjectTagging(ObjectLookup lookup) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (record, error) = await lookup.FindAsync(context);
        if (record is null) return error;
        var xml = new S3XmlWriter();
        xml.StartDocument("Tagging"u8);
        xml.Start("TagSet"u8);
        xml.End("TagSet"u8);
        xml.End("Tagging"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }
}
