namespace ObjectStore.Replication;

/// <summary>That the failed versions of a bucket are to be tried again. Stored in the catalog's job state until a walk over the bucket takes it up.</summary>
/// <param name="Version">Format version.</param>
/// <param name="Bucket">Id of the bucket.</param>
/// <param name="At">When somebody asked for it.</param>
public sealed record RetryRequest(int Version, ulong Bucket, DateTimeOffset At)
{
    /// <summary>The format version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>With what the names of the job states begin; the name of the bucket follows.</summary>
    public const string Prefix = "replication/retry/";
}
