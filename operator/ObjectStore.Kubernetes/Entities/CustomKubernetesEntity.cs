namespace ObjectStore.Kubernetes.Entities;

/// <summary>Base of custom resources with a spec, and a status that the controller writes.</summary>
/// <typeparam name="TSpec">What people ask for.</typeparam>
/// <typeparam name="TStatus">What the controller found.</typeparam>
public abstract record CustomKubernetesEntity<TSpec, TStatus> : KubernetesEntity
    where TSpec : class
    where TStatus : class
{
    /// <summary>What people ask for. Null in an object that is applied to write the status alone.</summary>
    public TSpec? Spec { get; init; }

    /// <summary>What the controller found, null until it has looked.</summary>
    public TStatus? Status { get; init; }
}
