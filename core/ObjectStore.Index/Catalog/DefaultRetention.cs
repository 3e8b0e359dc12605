using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Catalog;

/// <summary>The retention of objects that are written without one.</summary>
/// <param name="Mode">Who may ignore it.</param>
/// <param name="Days">How long from the write, or 0 with <paramref name="Years"/>.</param>
/// <param name="Years">How long from the write, or 0 with <paramref name="Days"/>.</param>
public readonly record struct DefaultRetention(RetentionMode Mode, int Days, int Years)
{
    /// <summary>Longest in days; AWS has the same bound.</summary>
    public const int DaysMax = 36_500;

    /// <summary>Longest in years; AWS has the same bound.</summary>
    public const int YearsMax = 100;

    /// <summary>The retention of an object that is written at a time. It ends with the year 9999 where it would go beyond.</summary>
    public Retention From(DateTimeOffset written) =>
        new(Mode, written >= Retention.UntilMax.AddYears(-Years).AddDays(-Days) ? Retention.UntilMax : written.AddYears(Years).AddDays(Days));
}
