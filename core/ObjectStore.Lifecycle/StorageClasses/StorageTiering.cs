using ObjectStore.Core.Identifiers;

namespace ObjectStore.Lifecycle.StorageClasses;

/// <summary>How a storage class keeps what is read apart from what is not.</summary>
/// <param name="InfrequentPool">Where objects lie that nobody has read for long.</param>
/// <param name="AfterDays">For how many days that has to be; at least 1.</param>
public sealed record StorageTiering(PoolName InfrequentPool, int AfterDays)
{
    /// <summary>Smaller objects are never moved by when they were read (Amazon S3 user guide, "How S3 Intelligent-Tiering works").</summary>
    public const long BytesMin = 128 << 10;

    /// <summary>Whether an object was surely not read for so long. Reads of the day after a noted one are not noted, so that a day more has to be over.</summary>
    /// <param name="accessedAt">When it was last read, to a day: it may have been read until a day later.</param>
    /// <param name="moment">By what it is judged.</param>
    public bool IsInfrequent(DateTimeOffset accessedAt, in LifecycleMoment moment) => moment.Calendar.After(accessedAt, AfterDays + 1) <= moment.Now;
}
