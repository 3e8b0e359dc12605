using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ObjectStore.S3.Auth;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Identities;

/// <summary>Registers who may sign.</summary>
public static class IdentitiesServices
{
    /// <summary>Adds <see cref="ICredentialSource"/>: root from the environment, and the identities of the file that the settings name.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">Settings.</param>
    /// <param name="endpoints">All that root opens.</param>
    /// <returns>Root.</returns>
    /// <exception cref="SettingsException">They are not right, or the well-known root would be reachable from other machines.</exception>
    public static RootCredentials AddConfiguredCredentials(this IServiceCollection services, IConfiguration configuration, params ReadOnlySpan<IPEndPoint> endpoints)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var root = RootCredentials.FromEnvironment(endpoints);
        var options = configuration.GetSection(IdentitiesOptions.SectionName).Get<IdentitiesOptions>() ?? new IdentitiesOptions();
        services.AddSingleton(new ConfiguredCredentials(root, options.File.Length > 0 ? IdentityFile.Read(options.File) : []));
        services.AddSingleton<ICredentialSource>(static provider => provider.GetRequiredService<ConfiguredCredentials>());
        return root;
    }
}
