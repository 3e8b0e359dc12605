using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Controllers;

/// <summary>Cleans up before an entity goes. It stays, being deleted, until this has succeeded.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public interface IEntityFinalizer<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Cleans up; with success the finalizer is removed. May be called again after that, should the removal be cut off.</summary>
    /// <param name="entity">The entity that is being deleted.</param>
    /// <param name="cancellationToken">Leadership is lost or the process stops.</param>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
