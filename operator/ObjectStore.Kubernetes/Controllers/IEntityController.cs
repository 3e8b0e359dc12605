using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Controllers;

/// <summary>Brings the world to what an entity asks for. Level-triggered: called with the state that is, not with what happened, and perhaps more often than needed.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
/// <remarks>An entity is never reconciled twice at once; different ones are, in parallel. An exception or a failed result is tried again, later and later, for ever.</remarks>
public interface IEntityController<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Reconciles an entity that is not being deleted.</summary>
    /// <param name="entity">As the cache has it: perhaps a moment old.</param>
    /// <param name="cancellationToken">Leadership is lost or the process stops: leave the rest to the next reconciliation.</param>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>
    /// Told after an entity is gone, at least once while this process leads. Nothing that must happen belongs here: a deletion while no process leads is never told.
    /// That is what finalizers are for.
    /// </summary>
    /// <param name="entity">Its last state.</param>
    /// <param name="cancellationToken">As above.</param>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken);
}
