namespace ObjectStore.Kubernetes.Watching;

/// <summary>What the factory needs of an informer, whatever its kind.</summary>
internal interface IRunningInformer
{
    /// <summary>Follows the API server until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
