using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ObjectStore.Admin.Health;
using ObjectStore.Cluster.Iam;
using ObjectStore.Cluster.Identities;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Queries;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Auth;

namespace ObjectStore.Iam;

/// <summary>Adds IAM to a gateway.</summary>
public static class IamServices
{
    /// <summary>Adds IAM's query API and puts its access keys beside the identities that are registered. The host adds the index.</summary>
    /// <param name="services">Where to; has an <see cref="ICredentialSource"/> made by a factory.</param>
    /// <param name="key">Gives the key that seals secrets of access keys; asked for once the catalog is open.</param>
    public static IServiceCollection AddObjectStoreIam(this IServiceCollection services, Func<IServiceProvider, MasterKey> key)
    {
        var accounts = services.Last(static service => service.ServiceType == typeof(ICredentialSource)).ImplementationFactory;
        Invariant.That(accounts is not null);
        services.AddSingleton(key);
        services.AddSingleton(static provider => new IamCatalog(provider.GetRequiredService<ICatalog>(), provider.GetRequiredService<MasterKey>()));
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<IamDirectory>(provider, (Func<IamCatalog>)provider.GetRequiredService<IamCatalog>));
        services.AddSingleton<IReadinessCheck>(static provider => provider.GetRequiredService<IamDirectory>());
        services.AddHostedService(static provider => provider.GetRequiredService<IamDirectory>());
        services.AddSingleton(provider => new IamIdentities((ICredentialSource)accounts(provider), provider.GetRequiredService<IamDirectory>()));
        services.Replace(ServiceDescriptor.Singleton<ICredentialSource>(static provider => provider.GetRequiredService<IamIdentities>()));
        services.AddSingleton<IQueryService, IamService>();
        return services;
    }
}
