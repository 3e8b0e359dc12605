using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Watching;

namespace ObjectStore.Kubernetes.Hosting;

/// <summary>Adds controllers to an operator.</summary>
public interface IOperatorBuilder
{
    /// <summary>The services that are added to.</summary>
    IServiceCollection Services { get; }

    /// <summary>Reconciles a kind. One controller a kind.</summary>
    IOperatorBuilder AddController<TImplementation, TEntity>()
        where TImplementation : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Attaches a finalizer to every entity of a kind, and calls it when one is deleted. In the order in which they are added.</summary>
    /// <param name="identifier">As it stands in metadata, <c>domain/name</c>. Never renamed: entities that have it could not be deleted any more.</param>
    IOperatorBuilder AddFinalizer<TImplementation, TEntity>(string identifier)
        where TImplementation : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Has the owner of an object reconciled when the object changes: the controlling owner, of the kind <typeparamref name="TEntity"/>.</summary>
    /// <param name="options">Objects that are watched; a label selector keeps those of others out.</param>
    IOperatorBuilder Owns<TEntity, TOwned>(ListOptions options)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
        where TOwned : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Has entities reconciled when objects of another kind change.</summary>
    /// <param name="options">Objects that are watched.</param>
    /// <param name="concerned">Which entities an object concerns. Called while a cache is locked: returns at once.</param>
    /// <param name="isSame">Whether two states of an object differ in nothing that concerns anybody, such as a heartbeat; null where every change counts. Called like <paramref name="concerned"/>.</param>
    IOperatorBuilder Watches<TEntity, TOther>(
        ListOptions options, Func<TOther, IEntityCache<TEntity>, IEnumerable<EntityKey>> concerned, Func<TOther, TOther, bool>? isSame = null)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
        where TOther : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Adds work that only the leader does.</summary>
    IOperatorBuilder AddLeaderTask<TImplementation>()
        where TImplementation : class, ILeaderTask;
}
