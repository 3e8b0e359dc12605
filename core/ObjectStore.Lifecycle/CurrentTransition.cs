namespace ObjectStore.Lifecycle;

/// <summary>When current objects move to a storage class: by days or by a date. One of the two is given.</summary>
/// <param name="Days">Days after the object was made, from 0; or null.</param>
/// <param name="Date">The date, at midnight UTC; or null.</param>
/// <param name="StorageClass">The class by name.</param>
public sealed record CurrentTransition(int? Days, DateTimeOffset? Date, string StorageClass)
{
    /// <summary>When something that was made then moves; null for never.</summary>
    internal DateTimeOffset? DueAt(DateTimeOffset madeAt, LifecycleCalendar calendar) => Days is { } days ? calendar.After(madeAt, days) : Date;
}
