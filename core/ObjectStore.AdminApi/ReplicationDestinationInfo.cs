namespace ObjectStore.AdminApi;

/// <summary>How replication to a bucket at a target goes.</summary>
/// <param name="Name">Target and bucket.</param>
/// <param name="IsInSettings">Whether the settings have the target.</param>
/// <param name="Waiting">What waits for it, by bucket here; the fullest first.</param>
/// <param name="Delivered">Versions and changes that it has taken.</param>
/// <param name="DeliveredBytes">Bytes of objects among them.</param>
/// <param name="Failures">Attempts that failed.</param>
/// <param name="GivenUp">Versions that were given up.</param>
/// <param name="LastDeliveryAt">When it last took one, or null.</param>
/// <param name="LastFailure">Why an attempt last failed, or null.</param>
/// <param name="LastFailureAt">When, or null.</param>
/// <param name="LastGivenUp">The last that were given up, the latest first.</param>
public sealed record ReplicationDestinationInfo(
    string Name,
    bool IsInSettings,
    IReadOnlyList<ReplicationBacklogInfo> Waiting,
    long Delivered,
    long DeliveredBytes,
    long Failures,
    long GivenUp,
    DateTimeOffset? LastDeliveryAt,
    string? LastFailure,
    DateTimeOffset? LastFailureAt,
    IReadOnlyList<FailedVersionInfo> LastGivenUp);
