using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Conditions of writes (Amazon S3 user guide, "Conditional requests").</summary>
internal static class WriteConditions
{
    /// <summary>Reads <c>If-None-Match</c> and <c>If-Match</c>, each <c>*</c> or one entity tag; both at once are not implemented, by AWS neither.</summary>
    public static S3Error? TryParse(IHeaderDictionary headers, out WriteCondition condition)
    {
        condition = WriteCondition.None;
        var noneMatch = headers.IfNoneMatch.Count > 0 ? headers.IfNoneMatch.ToString() : null;
        var match = headers.IfMatch.Count > 0 ? headers.IfMatch.ToString() : null;
        if (noneMatch is not null && match is not null)
            return new S3Error(S3ErrorCode.NotImplemented) { Fields = [new("Header", "If-Match")] };
        var noneMatchTag = TagOf(noneMatch);

        // Taken for one tag, a list would match nothing, so that the write would go through.
        if (noneMatchTag?.Contains(',', StringComparison.Ordinal) is true)
            return new S3Error(S3ErrorCode.NotImplemented, "If-None-Match of a write takes '*' or one entity tag.") { Fields = [new("Header", "If-None-Match")] };
        var mustNotExist = noneMatchTag == "*";
        condition = new WriteCondition(mustNotExist, TagOf(match), mustNotExist ? null : noneMatchTag);
        return null;
    }

    /// <summary>Judges a condition on what is there now, so that a write that cannot succeed need not send its body.</summary>
    public static S3Error? Judge(WriteCondition condition, ObjectRecord? current, S3Context context)
    {
        var outcome = condition.Judge(current?.ETag);
        return outcome == WriteOutcome.Applied ? null : ErrorOf(outcome, condition, context);
    }

    /// <summary>The error for what the index made of a write, or null when it was applied.</summary>
    public static S3Error? ErrorOf(WriteOutcome outcome, WriteCondition condition, S3Context context) => outcome switch
    {
        WriteOutcome.Applied => null,
        WriteOutcome.PreconditionFailed => Failed(condition),
        WriteOutcome.NoSuchKey => ObjectLookup.NoSuchKey(context.Key),
        WriteOutcome.NoSuchBucket => Buckets.BucketDirectory.NoSuchBucket(context.Bucket.Name),
        WriteOutcome.ObjectLocked => Locks.LockErrors.ObjectLocked(),
        WriteOutcome.NoSuchUpload => new S3Error(S3ErrorCode.NoSuchUpload),
        WriteOutcome.NotVersioned => Replication.ReplicaTerms.NotVersioned(),
        WriteOutcome.InvalidPart => new S3Error(S3ErrorCode.InvalidPart),
        _ => QuotaErrors.Of(outcome) ?? throw new UnreachableException($"A write ended with {outcome}."),
    };

    private static S3Error Failed(WriteCondition condition) => new(S3ErrorCode.PreconditionFailed)
    {
        Fields = [new("Condition", condition.MatchETag is null ? "If-None-Match" : "If-Match")],
    };

    private static string? TagOf(string? header) => header is null ? null : EntityTags.Unquote(header).ToString();
}
