using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ObjectStore.Rpc.Fragments;
using ObjectStore.Rpc.Health;

namespace ObjectStore.Rpc.Server;

/// <summary>Wires what serves the devices of a process to others.</summary>
public static class FragmentServerServices
{
    /// <summary>Adds the services. The process adds <see cref="INodeDevices"/>, <see cref="Security.PeerAuthorization"/> and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddFragmentServer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<RpcServerOptions, RpcServerOptionsValidator>().Bind(configuration.GetSection(RpcServerOptions.SectionName));
        services.AddOptionsWithValidateOnStart<FragmentServiceOptions, FragmentServiceOptionsValidator>()
            .Bind(configuration.GetSection(FragmentServiceOptions.SectionName));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ServedDevices>();
        services.AddSingleton<FragmentService>();
        services.AddSingleton(static provider =>
        {
            var health = new HealthService([FragmentMethods.ServiceName]);
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(health.Stop);
            return health;
        });
        services.AddSingleton(static provider => provider.GetRequiredService<FragmentService>().Definition);
        services.AddSingleton(static provider => provider.GetRequiredService<HealthService>().Definition);
        services.AddSingleton<RpcServer>();
        services.AddSingleton<PayloadServer>();
        return services;
    }

    /// <summary>Answers gRPC calls on HTTP/2 and payload on HTTP/1.1.</summary>
    public static void UseFragmentServer(this IApplicationBuilder application)
    {
        var rpc = application.ApplicationServices.GetRequiredService<RpcServer>();
        var payload = application.ApplicationServices.GetRequiredService<PayloadServer>();
        application.Run(http => HttpProtocol.IsHttp2(http.Request.Protocol) ? rpc.HandleAsync(http) : payload.HandleAsync(http));
    }
}
