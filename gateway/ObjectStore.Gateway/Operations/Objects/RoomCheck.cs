using ObjectStore.Core.Errors;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>
/// Refuses an upload for which quotas have no room, before its body is asked for: by what its commit would be answered if it were now. The commit judges again. Buckets without a quota
/// cost nothing, others reads only near their quota. docs/quotas.md.
/// </summary>
internal sealed class RoomCheck(IObjectIndex index, TimeProvider time)
{
    /// <summary>The error of an object with no room for it; null for one with room, and where that cannot be told.</summary>
    /// <param name="context">The request.</param>
    /// <param name="terms">What it says about the object.</param>
    /// <param name="bytesMin">Bytes that it will have at least; 0 when the client has not told.</param>
    public async ValueTask<S3Error?> CheckObjectAsync(S3Context context, WriteTerms terms, long bytesMin)
    {
        if (!context.Bucket.Rules.IsCharged) return null;
        var draft = new ObjectRecord { Size = 0, ETag = "", LastModified = CommitTime.Now(time), OwnerId = terms.Owner.UserId };
        if (terms.Replica is { } replica) draft = replica.Of(draft);
        return await JudgeAsync(index.JudgePutAsync(context.Bucket, context.Key, draft, bytesMin, context.Aborted));
    }

    /// <summary>The same of a part.</summary>
    public async ValueTask<S3Error?> CheckPartAsync(S3Context context, UploadRecord upload, int partNumber, long bytesMin)
    {
        if (!context.Bucket.Rules.IsCharged) return null;
        var draft = new PartRecord { PartNumber = partNumber, Size = 0, ETag = "", LastModified = CommitTime.Now(time) };
        return await JudgeAsync(index.JudgePutPartAsync(context.Bucket, context.Key, upload.Id, draft, bytesMin, context.Aborted));
    }

    private static async ValueTask<S3Error?> JudgeAsync(ValueTask<WriteOutcome> judged)
    {
        try
        {
            return QuotaErrors.Of(await judged);
        }
        catch (StorageException)
        {
            // The commit may not need what does not answer now.
            return null;
        }
    }
}
