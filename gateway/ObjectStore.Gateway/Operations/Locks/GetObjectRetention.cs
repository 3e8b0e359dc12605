using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Locks;

/// <summary>GET of an object's <c>retention</c>.</summary>
internal sealed class GetObjectRetention(ObjectLookup lookup, BucketDirectory buckets) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (await ObjectLocks.CheckBucketAsync(buckets, context) is { } bucketError) return bucketError;
        var (record, error) = await lookup.FindAsync(context);
        if (record is null) return error;
        if (record.Retention is not { } retention) return new S3Error(S3ErrorCode.NoSuchObjectLockConfiguration);
        var xml = new S3XmlWriter();
        xml.StartDocument("Retention"u8);
        xml.Element("Mode"u8, LockModes.NameOf(retention.Mode));
        xml.ExactTime("RetainUntilDate"u8, retention.Until);
        xml.End("Retention"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }
}
