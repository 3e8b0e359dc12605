namespace ObjectStore.AdminApi;

/// <summary>How event notifications go.</summary>
/// <param name="Destinations">Destinations of the settings, and others for which something waits or waited.</param>
/// <param name="Outboxes">Buckets in which events wait, the fullest first.</param>
/// <param name="OutboxRowsMax">Events that may wait in a bucket.</param>
/// <param name="OutboxBytesMax">Bytes of them.</param>
/// <param name="CountedAt">When the outboxes were counted last, or null.</param>
public sealed record EventStatus(IReadOnlyList<DestinationInfo> Destinations, IReadOnlyList<OutboxInfo> Outboxes, long OutboxRowsMax, long OutboxBytesMax, DateTimeOffset? CountedAt);
