namespace ObjectStore.AdminApi;

/// <summary>How deliveries to a destination go.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsInSettings">Whether the settings have it.</param>
/// <param name="Waiting">Events that wait for it.</param>
/// <param name="OldestAt">When the oldest of them was made, or null.</param>
/// <param name="Delivered">Events that it acknowledged.</param>
/// <param name="Failures">Attempts that failed.</param>
/// <param name="DeadLetters">Events that were given up.</param>
/// <param name="LastDeliveryAt">When it last acknowledged one, or null.</param>
/// <param name="LastFailure">Why an attempt last failed, or null.</param>
/// <param name="LastFailureAt">When, or null.</param>
/// <param name="LastDeadLetters">The last that were given up, the latest first.</param>
public sealed record DestinationInfo(
    string Name,
    bool IsInSettings,
    long Waiting,
    DateTimeOffset? OldestAt,
    long Delivered,
    long Failures,
    long DeadLetters,
    DateTimeOffset? LastDeliveryAt,
    string? LastFailure,
    DateTimeOffset? LastFailureAt,
    IReadOnlyList<DeadLetterInfo> LastDeadLetters);
