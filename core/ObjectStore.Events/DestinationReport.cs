namespace ObjectStore.Events;

/// <summary>How deliveries to a destination go, as the curator stores it for people. Of a curator that was killed the last seconds are missing.</summary>
/// <param name="Version">Format version.</param>
/// <param name="Destination">Name of the destination.</param>
/// <param name="Delivered">Events that it has acknowledged.</param>
/// <param name="Failures">Attempts that failed.</param>
/// <param name="DeadLetters">Events that were given up.</param>
/// <param name="LastDeliveryAt">When it last acknowledged one, or null.</param>
/// <param name="LastFailure">Why an attempt last failed, or null.</param>
/// <param name="LastFailureAt">When.</param>
/// <param name="Waiting">Events that wait for it.</param>
/// <param name="OldestAt">When the oldest of them was made, or null.</param>
/// <param name="LastDeadLetters">The last that were given up, the latest first.</param>
public sealed record DestinationReport(
    int Version,
    string Destination,
    long Delivered,
    long Failures,
    long DeadLetters,
    DateTimeOffset? LastDeliveryAt,
    string? LastFailure,
    DateTimeOffset? LastFailureAt,
    long Waiting,
    DateTimeOffset? OldestAt,
    IReadOnlyList<DeadLetter> LastDeadLetters)
{
    /// <summary>The format version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>With what the names of the job states begin; the destination follows.</summary>
    public const string Prefix = "events/report/";

    /// <summary>Dead letters that are kept of a destination.</summary>
    public const int DeadLettersMax = 100;

    /// <summary>That of a destination of which nothing is known.</summary>
    public static DestinationReport Of(string destination) => new(CurrentVersion, destination, 0, 0, 0, null, null, null, 0, null, []);
}
