namespace ObjectStore.Replication;

/// <summary>How far the walk over a bucket is that looks for versions to replicate. Stored in the catalog's job state.</summary>
/// <param name="Version">Format version.</param>
/// <param name="Bucket">Id of the bucket.</param>
/// <param name="Rules">Fingerprint of the rules that it goes by.</param>
/// <param name="BeganAt">When it began.</param>
/// <param name="EndedAt">When it came to the end; null while it is under way.</param>
/// <param name="QueuesPending">True, for earlier releases, which otherwise pass over versions that wait.</param>
/// <param name="AfterKey">Key after which it goes on, or with which: base64 of its UTF-8; empty for the beginning.</param>
/// <param name="AfterVersion">Version of that key after which it goes on; null for the next key.</param>
/// <param name="Seen">Versions that it has looked at.</param>
/// <param name="Queued">Versions that it has queued.</param>
public sealed record BucketWalk(
    int Version, ulong Bucket, string Rules, DateTimeOffset BeganAt, DateTimeOffset? EndedAt, bool QueuesPending, string AfterKey, string? AfterVersion, long Seen, long Queued)
{
    /// <summary>The format version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>With what the names of the job states begin; the name of the bucket follows.</summary>
    public const string Prefix = "replication/walk/";

    /// <summary>Whether it queues failed versions, too: somebody asked for it. False in those of earlier releases.</summary>
    public bool QueuesFailed { get; init; }
}
