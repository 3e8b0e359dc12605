namespace ObjectStore.Events;

/// <summary>A test event under way, in the catalog's job state until it is delivered or has become too old.</summary>
/// <param name="Version">Format version.</param>
/// <param name="Destination">Name of the destination.</param>
/// <param name="Bucket">Name of the bucket whose configuration names it.</param>
/// <param name="RequestId">The request that did.</param>
/// <param name="HostId">The process that answered it.</param>
/// <param name="At">When.</param>
public sealed record TestEvent(int Version, string Destination, string Bucket, string RequestId, string HostId, DateTimeOffset At)
{
    /// <summary>The format version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>With what the names of the job states begin.</summary>
    public const string Prefix = "events/test/";

    /// <summary>Name of the job state: there is one for each bucket and destination, however often the configuration is set.</summary>
    public string Key => $"{Prefix}{Bucket}/{Destination}";
}
