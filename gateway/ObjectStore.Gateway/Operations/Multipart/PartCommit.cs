using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>Makes stripes that were written a part of an upload.</summary>
internal sealed class PartCommit(IObjectIndex index, IObjectData data)
{
    /// <summary>Commits the part; its stripes are deleted when the upload is gone by now, or the part does not fit the bucket's quota.</summary>
    public async ValueTask<S3Error?> ApplyAsync(S3Context context, UploadRecord upload, PartRecord part)
    {
        // Not cut off by a client that goes away: whether the part is there must not depend on the moment.
        var outcome = await index.PutPartAsync(context.Bucket.Id, context.Key, upload.Id, part, CancellationToken.None);
        if (outcome == WriteOutcome.Applied) return null;
        await data.DiscardAsync(part.Runs);
        return QuotaErrors.Of(outcome) ?? UploadLookup.NoSuchUpload(context);
    }
}
