using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Validation;

namespace ObjectStore.Gateway.Operations.Tags;

/// <summary>PUT of an object's <c>tagging</c>: replaces all tags of a version.</summary>
internal sealed class PutObjectTagging(ObjectUpdates updates, DocumentAuthorizer authorizer, DocumentBudget documents) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (tags, error) = await TagDocument.ReadAsync(context, documents, TagSet.ObjectTagsMax);
        if (error is not null) return error;
        context.RequestedTags = tags;
        if (await authorizer.AuthorizeAsync(context) is { } denied) return denied;
        if (await updates.ApplyAsync(context, new ObjectUpdate.SetTags(tags)) is { } updateError) return updateError;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
