using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ObjectStore.Rpc.Security;

/// <summary>Wires the certificates of a process.</summary>
public static class CertificateServices
{
    /// <summary>Adds the <see cref="CertificateSource"/> that <see cref="TlsOptions"/> names, and its metric. It is read when it is first asked for.</summary>
    public static IServiceCollection AddRpcCertificates(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddMetrics();
        return services.AddSingleton(static provider =>
        {
            var source = new CertificateSource(
                provider.GetRequiredService<IOptions<TlsOptions>>().Value, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CertificateSource>>());
            CertificateMetrics.Observe(provider.GetRequiredService<IMeterFactory>(), source);
            return source;
        });
    }
}
