namespace ObjectStore.Kubernetes.Controllers;

/// <summary>Runs the controller of one kind.</summary>
internal interface IControllerRunner
{
    /// <summary>Has the caches filled that reconciliations look at, also while another process leads.</summary>
    void Prepare();

    /// <summary>Reconciles until cancelled, and returns when no reconciliation is under way any more.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
