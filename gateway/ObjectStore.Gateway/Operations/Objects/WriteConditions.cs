using Microsoft.AspNetCore.Http;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Conditions of writes (Amazon S3 user guide, "Conditional requests").</summary>
internal static class WriteConditions
{
    /// <summary>Reads <c>If-None-Match: *</c> and <c>If-Match</c>; gives the error of others, which AWS does not implement either.</summary>
    public static S3Error? TryParse(IHeaderDictionary headers, out WriteCondition condition)
    {
        condition = WriteCondition.None;
        var noneMatch = headers.IfNoneMatch.Count > 0 ? headers.IfNoneMatch.ToString() : null;
        var match = headers.IfMatch.Count > 0 ? headers.IfMatch.ToString() : null;
        if (noneMatch is not null && match is not null)
            return new S3Error(S3ErrorCode.NotImplemented, "If-Match and If-None-Match cannot be combined.") { Fields = [new("Header", "If-Match")] };
        if (noneMatch is not null && noneMatch.Trim() != "*")
            return new S3Error(S3ErrorCode.NotImplemented, "If-None-Match of a write takes '*' only.") { Fields = [new("Header", "If-None-Match")] };
        condition = new WriteCondition(noneMatch is not null, match is null ? null : EntityTags.Unquote(match).ToString());
        return null;
    }

    /// <summary>Judges a condition on what is there now, so that a write that cannot succeed need not send its body.</summary>
    public static S3Error? Judge(WriteCondition condition, ObjectRecord? current)
    {
        if (condition.MustNotExist) return current is null ? null : Failed(condition);
        if (condition.MatchETag is not { } etag) return null;
        if (current is null) return new S3Error(S3ErrorCode.NoSuchKey);
        return etag == "*" || etag.Equals(current.ETag, StringComparison.OrdinalIgnoreCase) ? null : Failed(condition);
    }

    /// <summary>The error for what the index made of a write, or null when it was applied.</summary>
    public static S3Error? ErrorOf(WriteOutcome outcome, WriteCondition condition, S3Context context) => outcome switch
    {
        WriteOutcome.Applied => null,
        WriteOutcome.PreconditionFailed => Failed(condition),
        WriteOutcome.NoSuchKey => ObjectLookup.NoSuchKey(context.Key),
        WriteOutcome.NoSuchBucket => Buckets.BucketDirectory.NoSuchBucket(context.Bucket.Name),
        WriteOutcome.NoSuchUpload => new S3Error(S3ErrorCode.NoSuchUpload),
        _ => new S3Error(S3ErrorCode.InvalidPart),
    };

    private static S3Error Failed(WriteCondition condition) => new(S3ErrorCode.PreconditionFailed)
    {
        Fields = [new("Condition", condition.MustNotExist ? "If-None-Match" : "If-Match")],
    };
}
