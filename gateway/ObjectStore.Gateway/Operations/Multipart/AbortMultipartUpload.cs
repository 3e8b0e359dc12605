using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>DELETE of an upload: its parts become garbage.</summary>
internal sealed class AbortMultipartUpload(IObjectIndex index, BucketDirectory buckets) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (UploadLookup.TryParseId(context, out var id) is { } idError) return idError;

        // Not cut off by a client that goes away: the upload is there or not.
        var outcome = await index.AbortUploadAsync(context.Bucket.Id, context.Key, id, CancellationToken.None);
        if (outcome != WriteOutcome.Applied)
        {
            var (_, error) = await buckets.ConfirmAsync(context);
            return error ?? UploadLookup.NoSuchUpload(context);
        }

        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }
}
