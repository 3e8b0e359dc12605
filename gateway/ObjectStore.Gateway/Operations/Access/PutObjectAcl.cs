using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.Policies.Acl;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>PUT of an object's <c>acl</c>: a canned list, grants in headers, or a document. The object stays as it is, its time included.</summary>
internal sealed class PutObjectAcl(ObjectLookup lookup, AclReader reader, IObjectIndex index) : IS3Operation
{
    /// <summary>Times that the object may be replaced while its list is.</summary>
    private const int AttemptsMax = 8;

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (record, error) = await lookup.FindAsync(context);
        if (record is null) return error;
        var (acl, aclError) = await reader.ReadAsync(context, record.OwnerId, context.Bucket.OwnerId);
        if (acl is null) return aclError;
        if (ObjectOwners.CheckAllowed(context, acl, context.Header(AmzHeaders.Acl) ?? "") is { } refused) return refused;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (await TryStoreAsync(context, record, acl))
            {
                context.WriteEmpty(StatusCodes.Status200OK);
                return null;
            }

            (record, error) = await lookup.FindAsync(context);
            if (record is null) return error;
            acl = acl with { OwnerId = record.OwnerId };
        }

        return new S3Error(S3ErrorCode.ServiceUnavailable);
    }

    /// <summary>Stores the list with the object, if the object is still the one with this entity tag: then its stripes stay.</summary>
    private async ValueTask<bool> TryStoreAsync(S3Context context, ObjectRecord record, AccessControlList acl)
    {
        var changed = record with { Metadata = ObjectAcl.Put(record.Metadata, acl) };
        var condition = new WriteCondition(MustNotExist: false, record.ETag);

        // Not cut off by a client that goes away: the list is stored or not.
        return await index.PutAsync(context.Bucket.Id, context.Key, changed, condition, CancellationToken.None) == WriteOutcome.Applied;
    }
}
