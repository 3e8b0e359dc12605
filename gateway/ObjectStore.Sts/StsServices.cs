using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ObjectStore.Cluster.Identities;
using ObjectStore.Gateway.Queries;
using ObjectStore.S3.Auth;
using ObjectStore.Sts.Oidc;
using ObjectStore.Sts.Service;
using ObjectStore.Sts.Sessions;

namespace ObjectStore.Sts;

/// <summary>Adds temporary credentials to a gateway.</summary>
public static class StsServices
{
    /// <summary>Adds STS's query API and <see cref="ISessionSource"/>. The host has added IAM, whose master key seals tokens.</summary>
    public static IServiceCollection AddObjectStoreSts(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<StsOptions, StsOptionsValidator>().Bind(configuration.GetSection(StsOptions.SectionName));
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<StsOptions>>().Value);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(static provider => new SessionTokens(provider.GetRequiredService<MasterKey>));
        services.AddSingleton<ISessionPrincipals, IamPrincipals>();
        services.AddSingleton<ISessionSource, SessionSource>();
        services.AddSingleton<IIssuerFetch, HttpIssuerFetch>();
        services.AddSingleton(static provider => new WebIdentityVerifier(
            provider.GetRequiredService<IIssuerFetch>(), provider.GetRequiredService<StsOptions>().ClockSkewMax, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<WebIdentities>();
        services.AddSingleton<SessionIssuer>();
        services.AddSingleton<IQueryService, StsService>();
        return services;
    }
}
