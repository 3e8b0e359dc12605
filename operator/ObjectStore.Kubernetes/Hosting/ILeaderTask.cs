namespace ObjectStore.Kubernetes.Hosting;

/// <summary>Work besides the controllers that only the leader does.</summary>
public interface ILeaderTask
{
    /// <summary>Works until cancelled. Called anew in each term as leader. An exception ends the process.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
