namespace ObjectStore.S3.Http;

/// <summary>Conditions of GET, HEAD and copy sources, in the precedence of RFC 9110 §13.2.2.</summary>
/// <param name="IfMatch">List of entity tags, or null.</param>
/// <param name="IfNoneMatch">List of entity tags, or null.</param>
/// <param name="IfModifiedSince">Date, or null; one that cannot be parsed, or has not come yet, is ignored.</param>
/// <param name="IfUnmodifiedSince">Date, or null; one that cannot be parsed is ignored.</param>
public readonly record struct ReadPreconditions(string? IfMatch, string? IfNoneMatch, string? IfModifiedSince, string? IfUnmodifiedSince)
{
    /// <summary>Judges the conditions on an object.</summary>
    /// <param name="etag">Its entity tag.</param>
    /// <param name="lastModified">When it was written.</param>
    /// <param name="now">When the request is judged.</param>
    public PreconditionOutcome Judge(string etag, DateTimeOffset lastModified, DateTimeOffset now)
    {
        if (IfMatch is null && IfNoneMatch is null && IfModifiedSince is null && IfUnmodifiedSince is null) return PreconditionOutcome.Proceed;

        // HTTP dates have whole seconds.
        var modified = DateTimeOffset.FromUnixTimeSeconds(lastModified.ToUnixTimeSeconds());
        if (IfMatch is not null)
        {
            if (!EntityTags.Matches(IfMatch, etag)) return PreconditionOutcome.Failed;
        }
        else if (HttpDate.TryParse(IfUnmodifiedSince, out var unmodifiedSince) && modified > unmodifiedSince)
        {
            return PreconditionOutcome.Failed;
        }

        if (IfNoneMatch is not null) return EntityTags.Matches(IfNoneMatch, etag) ? PreconditionOutcome.NotModified : PreconditionOutcome.Proceed;
        return HttpDate.TryParse(IfModifiedSince, out var modifiedSince) && modifiedSince <= now && modified <= modifiedSince
            ? PreconditionOutcome.NotModified
            : PreconditionOutcome.Proceed;
    }

    /// <summary>The header whose condition has the outcome <paramref name="outcome"/>, without a prefix.</summary>
    public string HeaderOf(PreconditionOutcome outcome) => outcome == PreconditionOutcome.Failed
        ? IfMatch is null ? "If-Unmodified-Since" : "If-Match"
        : IfNoneMatch is null ? "If-Modified-Since" : "If-None-Match";
}
