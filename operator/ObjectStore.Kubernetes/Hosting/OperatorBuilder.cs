using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Watching;

namespace ObjectStore.Kubernetes.Hosting;

/// <inheritdoc />
internal sealed class OperatorBuilder(IServiceCollection services) : IOperatorBuilder
{
    /// <inheritdoc />
    public IServiceCollection Services => services;

    /// <inheritdoc />
    public IOperatorBuilder AddController<TImplementation, TEntity>()
        where TImplementation : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        services.AddScoped<IEntityController<TEntity>, TImplementation>();
        services.AddSingleton<Reconciler<TEntity>>();
        services.AddSingleton<IControllerRunner, ControllerRunner<TEntity>>();
        return this;
    }

    /// <inheritdoc />
    public IOperatorBuilder AddFinalizer<TImplementation, TEntity>(string identifier)
        where TImplementation : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        services.AddKeyedScoped<IEntityFinalizer<TEntity>, TImplementation>(identifier);
        services.AddSingleton(new FinalizerRegistration<TEntity>(identifier));
        return this;
    }

    /// <inheritdoc />
    public IOperatorBuilder Owns<TEntity, TOwned>(ListOptions options)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
        where TOwned : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = EntityMetadata.Of<TEntity>();
        return Watches<TEntity, TOwned>(options, (owned, _) =>
            owned.ControllerOwner() is { } owner && owner.Kind == kind.Kind && GroupOf(owner.ApiVersion) == kind.Group
                ? [new EntityKey(kind.Scope == EntityScope.Cluster ? null : owned.Metadata.Namespace, owner.Name)]
                : []);
    }

    /// <inheritdoc />
    public IOperatorBuilder Watches<TEntity, TOther>(
        ListOptions options, Func<TOther, IEntityCache<TEntity>, IEnumerable<EntityKey>> concerned, Func<TOther, TOther, bool>? isSame = null)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
        where TOther : class, IKubernetesObject<V1ObjectMeta>
    {
        services.AddSingleton<Trigger<TEntity>>(new Trigger<TEntity, TOther>(options, concerned, isSame));
        return this;
    }

    /// <inheritdoc />
    public IOperatorBuilder AddLeaderTask<TImplementation>()
        where TImplementation : class, ILeaderTask
    {
        services.AddSingleton<ILeaderTask, TImplementation>();
        return this;
    }

    private static string GroupOf(string apiVersion) => apiVersion.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? apiVersion[..slash] : "";
}
