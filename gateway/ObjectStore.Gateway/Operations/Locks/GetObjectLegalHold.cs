using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Locks;

/// <summary>GET of an object's <c>legal-hold</c>; one that was never set is off.</summary>
internal sealed class GetObjectLegalHold(ObjectLookup lookup, BucketDirectory buckets) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (await ObjectLocks.CheckBucketAsync(buckets, context) is { } bucketError) return bucketError;
        var (record, error) = await lookup.FindAsync(context);
        if (record is null) return error;
        var xml = new S3XmlWriter();
        xml.StartDocument("LegalHold"u8);
        xml.Element("Status"u8, record.HasLegalHold ? "ON"u8 : "OFF"u8);
        xml.End("LegalHold"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }
}
