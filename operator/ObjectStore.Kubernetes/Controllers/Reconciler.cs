using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Controllers;

/// <summary>Hands one entity to its controller or its finalizers. A service scope for each.</summary>
internal sealed class Reconciler<T>(IServiceScopeFactory scopes, IKubernetesClient client, IEnumerable<FinalizerRegistration<T>> finalizers)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly string[] _finalizers = [.. finalizers.Select(finalizer => finalizer.Identifier)];

    /// <summary>Tells the controller that an entity is gone.</summary>
    public async Task<ReconciliationResult<T>> DeletedAsync(T entity, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IEntityController<T>>().DeletedAsync(entity, cancellationToken);
    }

    /// <summary>Reconciles an entity, or cleans up after it when it is being deleted.</summary>
    public async Task<ReconciliationResult<T>> ReconcileAsync(T entity, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (entity.IsDeleting()) return await FinalizeAsync(scope.ServiceProvider, entity, cancellationToken);

        // Attached before the first reconciliation, so that nothing is made that nobody would clean up.
        var attached = await Finalization.AttachAsync(client, entity, _finalizers, cancellationToken);
        return await scope.ServiceProvider.GetRequiredService<IEntityController<T>>().ReconcileAsync(attached, cancellationToken);
    }

    private async Task<ReconciliationResult<T>> FinalizeAsync(IServiceProvider services, T entity, CancellationToken cancellationToken)
    {
        var current = entity;
        foreach (var identifier in _finalizers.Where(entity.HasFinalizer))
        {
            var result = await services.GetRequiredKeyedService<IEntityFinalizer<T>>(identifier).FinalizeAsync(current, cancellationToken);

            // It waits for something, or looks again: the finalizer stays until it is through.
            if (!result.IsSuccess || result.RequeueAfter is not null) return result;
            try
            {
                current = await Finalization.RemoveAsync(client, current, identifier);
            }
            catch (KubernetesApiException exception) when (exception.IsNotFound)
            {
                break;
            }
        }

        return ReconciliationResult<T>.Success(current);
    }
}
