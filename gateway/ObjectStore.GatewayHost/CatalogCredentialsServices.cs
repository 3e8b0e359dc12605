using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ObjectStore.Admin.Health;
using ObjectStore.Cluster.Identities;
using ObjectStore.Iam;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Auth;
using ObjectStore.Sts;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.GatewayHost;

/// <summary><c>Identities:MasterKeyFile</c>: with it the access keys of the catalog hold, too, and there is IAM.</summary>
internal static class CatalogCredentialsServices
{
    /// <summary>Puts the catalog's identities beside those that are registered, if the settings name a key.</summary>
    /// <exception cref="SettingsException">The file cannot be read, or is no key.</exception>
    public static IServiceCollection AddCatalogCredentials(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[MasterKeyFile.Setting] is not { Length: > 0 } file) return services;
        var key = MasterKeyFile.Read(file);
        services.AddSingleton(provider => new IdentityCatalog(provider.GetRequiredService<ICatalog>(), key));
        services.AddSingleton<CatalogCredentials>();
        services.Replace(ServiceDescriptor.Singleton<ICredentialSource>(static provider => provider.GetRequiredService<CatalogCredentials>()));
        services.AddSingleton<IReadinessCheck>(static provider => provider.GetRequiredService<CatalogCredentials>());
        services.AddHostedService(static provider => provider.GetRequiredService<CatalogCredentials>());
        services.AddObjectStoreIam(_ => key);
        services.AddObjectStoreSts(configuration);
        return services;
    }
}
