namespace ObjectStore.Index.Objects;

/// <summary>A condition of the client on the current object, judged in the same commit as the write.</summary>
/// <param name="MustNotExist"><c>If-None-Match: *</c>.</param>
/// <param name="MatchETag"><c>If-Match</c> without quotes, <c>*</c> for any object, or null.</param>
public readonly record struct WriteCondition(bool MustNotExist, string? MatchETag)
{
    /// <summary>Write whatever there is.</summary>
    public static WriteCondition None => default;
}
