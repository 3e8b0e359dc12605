namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>The time that a commit is stored with.</summary>
internal static class CommitTime
{
    /// <summary>Now, in the whole milliseconds that the index keeps.</summary>
    public static DateTimeOffset Now(TimeProvider time) => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
