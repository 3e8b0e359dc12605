namespace ObjectStore.Index.Objects;

/// <summary>Until when a version must not be removed.</summary>
/// <param name="Mode">Who may ignore it.</param>
/// <param name="Until">When it ends; whole milliseconds.</param>
public readonly record struct Retention(RetentionMode Mode, DateTimeOffset Until)
{
    /// <summary>The latest end that there is: the last millisecond of the year 9999.</summary>
    public static DateTimeOffset UntilMax { get; } = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
}
