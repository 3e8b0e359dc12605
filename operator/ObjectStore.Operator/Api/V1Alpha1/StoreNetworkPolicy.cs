namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Closes all pods of the store and its pools to connections that they do not need. Whatever enforces network policies has to be there.</summary>
public sealed record StoreNetworkPolicy
{
    /// <summary>Namespaces whose pods may speak S3. Without it everybody may, also from outside.</summary>
    public IReadOnlyList<string>? ClientNamespaces { get; init; }

    /// <summary>Namespaces whose pods may read metrics and use the admin API. Without it every pod of the cluster may.</summary>
    public IReadOnlyList<string>? MetricsNamespaces { get; init; }
}
