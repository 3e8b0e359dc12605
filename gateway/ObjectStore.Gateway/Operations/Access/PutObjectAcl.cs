using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>PUT of an object's <c>acl</c>: a canned list, grants in headers, or a document. The version stays as it is, its time included.</summary>
internal sealed class PutObjectAcl(ObjectLookup lookup, AclReader reader, ObjectUpdates updates) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (record, error) = await lookup.FindAsync(context);
        if (record is null) return error;
        var (acl, aclError) = await reader.ReadAsync(context, record.OwnerId, context.Bucket.OwnerId);
        if (acl is null) return aclError;
        if (ObjectOwners.CheckAllowed(context, acl, context.Header(AmzHeaders.Acl) ?? "") is { } refused) return refused;

        // The object may have been replaced since: by one that the caller may not change, or of another owner, for whom the list was not made.
        var update = new ObjectUpdate.ChangeMetadata(
            current => current.OwnerId == record.OwnerId && context.Access.Judge(current) is null ? ObjectAcl.Put(current.Metadata, acl) : null);
        if (await updates.ApplyAsync(context, update) is { } updateError) return updateError;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
