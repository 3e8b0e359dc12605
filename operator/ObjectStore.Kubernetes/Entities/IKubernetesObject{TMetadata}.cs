namespace ObjectStore.Kubernetes.Entities;

/// <summary>An object with metadata.</summary>
/// <typeparam name="TMetadata">In practice <see cref="Models.V1ObjectMeta"/>.</typeparam>
public interface IKubernetesObject<out TMetadata> : IKubernetesObject
{
    /// <summary>Name, namespace and what the API server keeps about the object.</summary>
    TMetadata Metadata { get; }
}
