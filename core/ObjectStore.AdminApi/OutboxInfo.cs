namespace ObjectStore.AdminApi;

/// <summary>What waits in the outbox of a bucket.</summary>
/// <param name="Bucket">Name of the bucket, or its id when it is gone.</param>
/// <param name="Rows">Events, one for each destination.</param>
/// <param name="Bytes">Bytes of their rows.</param>
/// <param name="IsFull">Whether new events are lost.</param>
public sealed record OutboxInfo(string Bucket, long Rows, long Bytes, bool IsFull);
