using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ObjectStore.Admin.Health;
using ObjectStore.Cluster.Identities;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Auth;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.GatewayHost;

/// <summary><c>Identities:MasterKeyFile</c>: with it the access keys of the catalog hold, too.</summary>
internal static class CatalogCredentialsServices
{
    private const string Setting = "Identities:MasterKeyFile";

    /// <summary>Puts the catalog's identities beside those that are registered, if the settings name a key.</summary>
    /// <exception cref="SettingsException">The file cannot be read, or is no key.</exception>
    public static IServiceCollection AddCatalogCredentials(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } file) return services;
        var key = Read(file);
        services.AddSingleton(provider => new IdentityCatalog(provider.GetRequiredService<ICatalog>(), key));
        services.AddSingleton<CatalogCredentials>();
        services.Replace(ServiceDescriptor.Singleton<ICredentialSource>(static provider => provider.GetRequiredService<CatalogCredentials>()));
        services.AddSingleton<IReadinessCheck>(static provider => provider.GetRequiredService<CatalogCredentials>());
        services.AddHostedService(static provider => provider.GetRequiredService<CatalogCredentials>());
        return services;
    }

    private static MasterKey Read(string file)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            return bytes.Length == MasterKey.Size ? new MasterKey(bytes) : throw new SettingsException($"{file} has {bytes.Length} bytes; a master key has {MasterKey.Size}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{Setting} {file} cannot be read: {exception.Message}", exception);
        }
    }
}
