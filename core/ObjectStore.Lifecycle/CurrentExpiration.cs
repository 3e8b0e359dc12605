namespace ObjectStore.Lifecycle;

/// <summary>When current objects expire: by days, by a date, or not at all and only delete markers that cover nothing. One of the three is given.</summary>
/// <param name="Days">Days after the object was made, from 1; or null.</param>
/// <param name="Date">The date, at midnight UTC; or null.</param>
/// <param name="RemovesMarkers">What was said of delete markers without versions under them; null when nothing was.</param>
public sealed record CurrentExpiration(int? Days, DateTimeOffset? Date, bool? RemovesMarkers)
{
    /// <summary>When something that was made then expires; null for never.</summary>
    internal DateTimeOffset? DueAt(DateTimeOffset madeAt, LifecycleCalendar calendar) => Days is { } days ? calendar.After(madeAt, days) : Date;
}
