namespace ObjectStore.Events.Announcing;

/// <summary>How full the outbox of a bucket is.</summary>
/// <param name="Bucket">Id of the bucket.</param>
/// <param name="Rows">Events that wait in it, one for each destination.</param>
/// <param name="Bytes">Bytes of their rows.</param>
public sealed record OutboxLevel(ulong Bucket, long Rows, long Bytes);
