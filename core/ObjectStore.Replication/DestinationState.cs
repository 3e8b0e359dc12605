namespace ObjectStore.Replication;

/// <summary>How replication to a destination goes, as the curator stores it for people. Of a curator that was killed the last seconds are missing.</summary>
/// <param name="Version">Format version.</param>
/// <param name="Destination">Target and bucket, as <see cref="ReplicaDestination.ToString"/> gives them.</param>
/// <param name="Delivered">Versions and changes that it has taken.</param>
/// <param name="DeliveredBytes">Bytes of objects among them.</param>
/// <param name="Failures">Attempts that failed.</param>
/// <param name="GivenUp">Versions that were given up.</param>
/// <param name="LastDeliveryAt">When it last took one, or null.</param>
/// <param name="LastFailure">Why an attempt last failed, or null.</param>
/// <param name="LastFailureAt">When.</param>
/// <param name="Waiting">What waits, by bucket of the source; the fullest first, at most <see cref="BucketsMax"/>.</param>
/// <param name="LastGivenUp">The last that were given up, the latest first.</param>
public sealed record DestinationState(
    int Version,
    string Destination,
    long Delivered,
    long DeliveredBytes,
    long Failures,
    long GivenUp,
    DateTimeOffset? LastDeliveryAt,
    string? LastFailure,
    DateTimeOffset? LastFailureAt,
    IReadOnlyList<BucketBacklog> Waiting,
    IReadOnlyList<FailedVersion> LastGivenUp)
{
    /// <summary>The format version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>With what the names of the job states begin; the destination follows.</summary>
    public const string Prefix = "replication/report/";

    /// <summary>Versions given up that are kept of a destination.</summary>
    public const int GivenUpMax = 100;

    /// <summary>Buckets that are told of.</summary>
    public const int BucketsMax = 100;

    /// <summary>That of a destination of which nothing is known.</summary>
    public static DestinationState Of(string destination) => new(CurrentVersion, destination, 0, 0, 0, 0, null, null, null, [], []);
}
