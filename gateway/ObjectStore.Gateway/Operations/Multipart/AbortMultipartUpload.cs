using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>DELETE of an upload: its parts become garbage.</summary>
internal sealed class AbortMultipartUpload(IObjectIndex index, BucketDirectory buckets, UploadLookup uploads) : IS3Operation
{
    private const string InitiatedHeader = "x-amz-if-match-initiated-time";

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (UploadLookup.TryParseId(context, out var id) is { } idError) return idError;
        if (await CheckInitiatedAsync(context) is { } conditionError) return conditionError;

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

    /// <summary>
    /// The condition on when the upload began, in seconds. Unread, it would throw away the parts of another upload than was meant. What is found
    /// still holds when the upload ends, as no upload ever changes when it began.
    /// </summary>
    /// <remarks>Source: Amazon S3 API reference, AbortMultipartUpload, which has it for directory buckets; here every bucket has it.</remarks>
    private async ValueTask<S3Error?> CheckInitiatedAsync(S3Context context)
    {
        if (context.Header(InitiatedHeader) is not { } text) return null;
        if (!HttpDate.TryParse(text, out var expected)) return InvalidArgumentError.Of("The time of initiation is not a date.", InitiatedHeader, text);
        var (upload, error) = await uploads.FindAsync(context);
        if (upload is null) return error;
        return upload.InitiatedAt.ToUnixTimeSeconds() == expected.ToUnixTimeSeconds()
            ? null
            : new S3Error(S3ErrorCode.PreconditionFailed) { Fields = [new("Condition", InitiatedHeader)] };
    }
}
