using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Websites;

/// <summary>Finds and sends what websites show: the object of the key that a context has. Thread-safe.</summary>
internal sealed class WebsitePages(IObjectIndex index, Authorizer authorizer, ObjectLookup lookup, ObjectReader reader, ObjectSender sender)
{
    /// <summary>The object, if everybody may read it.</summary>
    public async ValueTask<(ObjectRecord? Record, S3Error? Error)> FindAsync(S3Context context) =>
        await authorizer.AuthorizeAsync(context) is { } denied ? (null, denied) : await lookup.FindAsync(context);

    /// <summary>Whether there is an object, whoever may read it.</summary>
    public async ValueTask<bool> ExistsAsync(S3Context context) => await index.GetAsync(context.Bucket.Id, context.Key, context.Aborted) is not null;

    /// <summary>Sends an object that was found, as GET and HEAD of S3 do, or gives the error, with nothing sent.</summary>
    /// <param name="context">The request.</param>
    /// <param name="record">The object.</param>
    /// <param name="status">Status of the answer, or null for that of a read.</param>
    public async ValueTask<S3Error?> SendAsync(S3Context context, ObjectRecord record, int? status)
    {
        var (slice, error) = await reader.PrepareAsync(context, record);
        if (error is not null) return error;
        if (status is { } changed) context.Response.StatusCode = changed;
        return HttpMethods.IsHead(context.Request.Method) ? null : await sender.SendAsync(context, slice);
    }
}
