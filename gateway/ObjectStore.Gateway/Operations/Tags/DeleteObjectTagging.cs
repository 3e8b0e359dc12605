using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Tags;

/// <summary>DELETE of an object's <c>tagging</c>: removes all tags of a version.</summary>
internal sealed class DeleteObjectTagging(ObjectUpdates updates) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (await updates.ApplyAsync(context, new ObjectUpdate.SetTags([])) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }
}
