using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>Finds uploads that have begun.</summary>
internal sealed class UploadLookup(IObjectIndex index, BucketDirectory buckets)
{
    /// <summary>The upload that the request names, or NoSuchUpload, NoSuchBucket, AccessDenied.</summary>
    public async ValueTask<(UploadRecord? Upload, S3Error? Error)> FindAsync(S3Context context)
    {
        if (TryParseId(context, out var id) is { } idError) return (null, idError);
        var upload = context.Upload ?? await index.GetUploadAsync(context.Bucket.Id, context.Key, id, context.Aborted);
        if (upload is not null) return (upload, null);

        // Another bucket of the same name cannot have the upload: ids of uploads are random.
        var (_, error) = await buckets.ConfirmAsync(context);
        return (null, error ?? NoSuchUpload(context));
    }

    /// <summary>Parses the upload id; gives NoSuchUpload when it cannot be one.</summary>
    public static S3Error? TryParseId(S3Context context, out UploadId id) =>
        UploadId.TryParse(context.Query["uploadId"], out id) ? null : NoSuchUpload(context);

    /// <summary>The error for an upload that does not exist.</summary>
    public static S3Error NoSuchUpload(S3Context context) =>
        new(S3ErrorCode.NoSuchUpload) { Fields = [new("UploadId", context.Query["uploadId"] ?? "")] };
}
