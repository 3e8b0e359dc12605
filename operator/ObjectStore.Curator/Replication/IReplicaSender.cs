namespace ObjectStore.Curator.Replication;

/// <summary>Takes versions to one target. Thread-safe.</summary>
internal interface IReplicaSender
{
    /// <summary>Sends a version, or what was changed of it, and waits until the target has it. Doing it twice changes nothing where the target keeps ids of versions.</summary>
    /// <returns>Null when the target has it; otherwise why not, in a few words without secrets.</returns>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> says so.</exception>
    ValueTask<string?> SendAsync(ReplicaVersion version, CancellationToken cancellationToken);
}
