using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Locks;

/// <summary>GET of a bucket's <c>object-lock</c>.</summary>
internal sealed class GetObjectLockConfiguration(BucketDirectory buckets) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (_, error) = await buckets.ConfirmRulesAsync(context);
        if (error is not null) return error;
        var rules = context.Bucket.Rules;
        if (!rules.HasObjectLock) return new S3Error(S3ErrorCode.ObjectLockConfigurationNotFoundError) { Fields = [new("BucketName", context.Bucket.Name)] };
        var xml = new S3XmlWriter();
        xml.StartDocument("ObjectLockConfiguration"u8);
        xml.Element("ObjectLockEnabled"u8, "Enabled"u8);
        if (rules.DefaultRetention is { } retention)
        {
            xml.Start("Rule"u8);
            xml.Start("DefaultRetention"u8);
            xml.Element("Mode"u8, LockModes.NameOf(retention.Mode));
            if (retention.Years > 0) xml.Element("Years"u8, retention.Years);
            else xml.Element("Days"u8, retention.Days);
            xml.End("DefaultRetention"u8);
            xml.End("Rule"u8);
        }

        xml.End("ObjectLockConfiguration"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }
}
