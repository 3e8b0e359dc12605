using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Watching;

namespace ObjectStore.Kubernetes.Controllers;

/// <summary>Has entities reconciled when objects of another kind change.</summary>
/// <typeparam name="TEntity">The kind that is reconciled.</typeparam>
internal abstract class Trigger<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Has the other kind watched.</summary>
    public abstract void Prepare(InformerFactory informers);

    /// <summary>Waits for the other kind's cache, so that reconciliations see it whole.</summary>
    public abstract Task WaitForSyncAsync(InformerFactory informers, CancellationToken cancellationToken);

    /// <summary>Calls <paramref name="enqueue"/> for entities that a change concerns, until disposed.</summary>
    public abstract IDisposable Subscribe(InformerFactory informers, IEntityCache<TEntity> entities, Action<EntityKey> enqueue);
}

/// <inheritdoc />
internal sealed class Trigger<TEntity, TOther>(ListOptions options, Func<TOther, IEntityCache<TEntity>, IEnumerable<EntityKey>> concerned, Func<TOther, TOther, bool>? isSame) : Trigger<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
    where TOther : class, IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc />
    public override void Prepare(InformerFactory informers) => informers.Get<TOther>(options);

    /// <inheritdoc />
    public override Task WaitForSyncAsync(InformerFactory informers, CancellationToken cancellationToken) =>
        informers.Get<TOther>(options).WaitForSyncAsync(cancellationToken);

    /// <inheritdoc />
    public override IDisposable Subscribe(InformerFactory informers, IEntityCache<TEntity> entities, Action<EntityKey> enqueue) =>
        informers.Get<TOther>(options).Subscribe(change =>
        {
            if (change is { Previous: { } before, Current: { } now } && isSame?.Invoke(before, now) == true) return;

            // An object that changes hands concerns both.
            foreach (var key in change.Previous is null ? [] : concerned(change.Previous, entities)) enqueue(key);
            foreach (var key in change.Current is null ? [] : concerned(change.Current, entities)) enqueue(key);
        });
}
