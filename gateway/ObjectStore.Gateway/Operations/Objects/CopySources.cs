using ObjectStore.Gateway.Operations.Restores;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>What CopyObject and UploadPartCopy have in common: finding the source and judging its conditions.</summary>
internal sealed class CopySources(ObjectLookup lookup, ArchivedObjects archived, TimeProvider time)
{
    /// <summary>Most bytes that one request copies.</summary>
    public const long BytesMax = 5L << 30;

    /// <summary>Whether the request copies an object with the metadata that it has.</summary>
    public static bool KeepsMetadata(S3Context context) => context.Operation == S3Operation.CopyObject && context.Header(AmzHeaders.MetadataDirective) != "REPLACE";

    /// <summary>Whether the request copies an object with the tags that it has.</summary>
    public static bool KeepsTags(S3Context context) => context.Operation == S3Operation.CopyObject && context.Header(AmzHeaders.TaggingDirective) != "REPLACE";

    /// <summary>Says in the answer which version was copied; AWS says nothing of a null version that the request did not name.</summary>
    public static void AddHeader(S3Context context, CopyOrigin origin)
    {
        if (origin.IsVersionNamed || !origin.Record.IsNullVersion)
            context.Response.Headers[AmzHeaders.CopySourceVersionId] = origin.Record.Name.ToString();
    }

    /// <summary>The source that the headers name, or the error.</summary>
    public async ValueTask<(CopyOrigin? Origin, S3Error? Error)> FindAsync(S3Context context)
    {
        if (CopySource.TryParse(context.Header(AmzHeaders.CopySource)!, out var source) is { } parseError) return (null, parseError);
        if (VersionIds.TryParse(source.VersionId, out var version) is { } versionError) return (null, versionError);
        var (bucket, record, error) = await lookup.FindSourceAsync(context, source, version);
        if (bucket is null || record is null) return (null, error);
        if (context.Header(AmzHeaders.SourceExpectedBucketOwner) is { } expected && expected != bucket.OwnerId)
            return (null, new S3Error(S3ErrorCode.AccessDenied));
        if (Judge(context, record) is { } conditionError) return (null, conditionError);
        return archived.CheckRead(context, record) is { } archiveError ? (null, archiveError) : (new CopyOrigin(bucket, source.Key, record, IsVersionNamed: version is not null), null);
    }

    private S3Error? Judge(S3Context context, ObjectRecord record)
    {
        var conditions = new ReadPreconditions(
            context.Header(AmzHeaders.CopySourceIfMatch),
            context.Header(AmzHeaders.CopySourceIfNoneMatch),
            context.Header(AmzHeaders.CopySourceIfModifiedSince),
            context.Header(AmzHeaders.CopySourceIfUnmodifiedSince));
        var outcome = conditions.Judge(record.ETag, record.LastModified, time.GetUtcNow());
        return outcome == PreconditionOutcome.Proceed
            ? null
            : new S3Error(S3ErrorCode.PreconditionFailed) { Fields = [new("Condition", "x-amz-copy-source-" + conditions.HeaderOf(outcome))] };
    }
}
