namespace ObjectStore.Kubernetes.Queues;

/// <summary>Bounds of a <see cref="WorkQueue"/>.</summary>
/// <param name="RetryDelayMin">Pause after the first failure; doubles from there.</param>
/// <param name="RetryDelayMax">Longest pause. Keys are tried again for ever.</param>
/// <param name="RetriesPerSecond">All retries together.</param>
/// <param name="RetryBurst">Retries that may come at once.</param>
internal sealed record WorkQueueOptions(TimeSpan RetryDelayMin, TimeSpan RetryDelayMax, double RetriesPerSecond, int RetryBurst);
