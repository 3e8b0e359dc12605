namespace ObjectStore.Index.Objects;

/// <summary>A condition of the client on the current object, judged in the same commit as the write. Every part that is given must hold.</summary>
/// <param name="MustNotExist"><c>If-None-Match: *</c>.</param>
/// <param name="MatchETag"><c>If-Match</c> without quotes, <c>*</c> for any object, or null.</param>
/// <param name="NoneMatchETag"><c>If-None-Match</c> with an entity tag, without quotes, or null. Holds when there is no object or its entity tag is another.</param>
public readonly record struct WriteCondition(bool MustNotExist, string? MatchETag, string? NoneMatchETag = null)
{
    /// <summary>Write whatever there is.</summary>
    public static WriteCondition None => default;

    /// <summary>Whether what comes of it tells something about the entity tag of the current object.</summary>
    public bool ComparesETag => MatchETag is not (null or "*") || NoneMatchETag is not null;

    /// <summary>Applied when the condition holds for an object with <paramref name="currentETag"/> (null: there is none), otherwise the outcome that refuses.</summary>
    public WriteOutcome Judge(string? currentETag)
    {
        if (currentETag is null) return MatchETag is null ? WriteOutcome.Applied : WriteOutcome.NoSuchKey;
        if (MustNotExist || IsSame(NoneMatchETag, currentETag)) return WriteOutcome.PreconditionFailed;
        return MatchETag is null or "*" || IsSame(MatchETag, currentETag) ? WriteOutcome.Applied : WriteOutcome.PreconditionFailed;
    }

    /// <summary>Entity tags are hexadecimal digits; clients send them in either case.</summary>
    private static bool IsSame(string? tag, string currentETag) => currentETag.Equals(tag, StringComparison.OrdinalIgnoreCase);
}
