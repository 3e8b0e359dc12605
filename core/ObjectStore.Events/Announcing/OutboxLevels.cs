namespace ObjectStore.Events.Announcing;

/// <summary>How full outboxes were when the curator last looked, and how full they may be. Stored in the catalog's job state.</summary>
/// <param name="Version">Format version.</param>
/// <param name="At">When it looked.</param>
/// <param name="RowsMax">Rows that the outbox of a bucket may have.</param>
/// <param name="BytesMax">Bytes that it may have.</param>
/// <param name="Buckets">Those that are not empty, the fullest first; at most <see cref="BucketsMax"/>.</param>
public sealed record OutboxLevels(int Version, DateTimeOffset At, long RowsMax, long BytesMax, IReadOnlyList<OutboxLevel> Buckets)
{
    /// <summary>The format version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Name of the job state.</summary>
    public const string Key = "events/levels";

    /// <summary>Most buckets that are listed, so that the state stays within the size of a row.</summary>
    public const int BucketsMax = 5_000;

    /// <summary>What counts before a curator has looked.</summary>
    public static OutboxLevels None { get; } = new(CurrentVersion, DateTimeOffset.UnixEpoch, 100_000, 64 << 20, []);
}
