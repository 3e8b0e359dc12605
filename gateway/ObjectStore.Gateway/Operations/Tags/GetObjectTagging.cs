using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Tags;

/// <summary>GET of an object's <c>tagging</c>; an object without tags has an empty set.</summary>
internal sealed class GetObjectTagging(ObjectLookup lookup) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (record, error) = await lookup.FindAsync(context);
        if (record is null) return error;
        VersionIds.AddHeader(context, record);
        await context.WriteXmlAsync(TagDocument.Render(record.Tags));
        return null;
    }
}
