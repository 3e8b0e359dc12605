using System.Diagnostics.Metrics;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Events;
using ObjectStore.Kubernetes.LeaderElection;
using ObjectStore.Kubernetes.Serialization;
using ObjectStore.Kubernetes.Watching;

namespace ObjectStore.Kubernetes.Hosting;

/// <summary>Registers the client and the controller runtime.</summary>
public static class KubernetesServices
{
    private const string LeaseClient = "lease";

    /// <summary>
    /// Adds <see cref="IKubernetesClient"/>, <see cref="InformerFactory"/> and <see cref="EventPublisher"/>, with credentials as <see cref="KubernetesClientOptions"/> and the
    /// surroundings give them; register a <see cref="KubernetesClientConfiguration"/> before to say otherwise.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="contexts">JSON contexts of entities that are not this library's.</param>
    public static IServiceCollection AddKubernetesClient(this IServiceCollection services, params IJsonTypeInfoResolver[] contexts)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsWithValidateOnStart<KubernetesClientOptions, KubernetesClientOptionsValidator>().BindConfiguration(KubernetesClientOptions.SectionName);
        services.AddOptionsWithValidateOnStart<OperatorSettings, OperatorSettingsValidator>().BindConfiguration(OperatorSettings.SectionName);

        services.TryAddSingleton(provider => KubernetesClientConfiguration.BuildDefaultConfig(provider.GetRequiredService<IOptions<KubernetesClientOptions>>().Value));
        services.TryAddSingleton(new KubernetesJson(contexts));
        services.TryAddSingleton(provider => new KubernetesMetrics(provider.GetRequiredService<IMeterFactory>()));
        services.TryAddSingleton<IKubernetesClient>(CreateClient);
        services.TryAddSingleton(provider => new InformerFactory(
            provider.GetRequiredService<IKubernetesClient>(),
            provider.GetRequiredService<KubernetesMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<InformerFactory>>()));
        services.TryAddSingleton(CreateRecorder);
        services.TryAddSingleton<EventPublisher>(provider => provider.GetRequiredService<EventRecorder>().PublishAsync);
        return services;
    }

    /// <summary>Adds the controller runtime, to which the builder adds controllers. Needs <see cref="AddKubernetesClient"/>.</summary>
    public static IOperatorBuilder AddKubernetesOperator(this IServiceCollection services)
    {
        // The lease has a client of its own: it is renewed, however many requests of the controllers wait for their turn or an answer.
        services.TryAddKeyedSingleton<IKubernetesClient>(LeaseClient, static (provider, _) => CreateClient(provider));
        services.TryAddSingleton(provider => new LeaderElector(
            provider.GetRequiredKeyedService<IKubernetesClient>(LeaseClient),
            ElectionOptions(provider),
            provider.GetRequiredService<KubernetesMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LeaderElector>>()));
        services.AddHostedService<OperatorService>();
        return new OperatorBuilder(services);
    }

    private static KubernetesClient CreateClient(IServiceProvider provider) => new(
        provider.GetRequiredService<KubernetesClientConfiguration>(),
        provider.GetRequiredService<IOptions<KubernetesClientOptions>>().Value,
        provider.GetRequiredService<KubernetesJson>(),
        provider.GetRequiredService<KubernetesMetrics>(),
        provider.GetRequiredService<TimeProvider>());

    private static LeaderElectionOptions ElectionOptions(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<IOptions<OperatorSettings>>().Value;
        return new LeaderElectionOptions
        {
            Lease = new(settings.OwnNamespace(provider.GetRequiredService<KubernetesClientConfiguration>()), settings.Name),

            // A restarted container has the name of the one before, which perhaps has not ended everywhere.
            Identity = $"{Environment.MachineName}_{Guid.NewGuid():N}",
            LeaseDuration = settings.LeaseDuration,
            RenewDeadline = settings.LeaseRenewDeadline,
            RetryPeriod = settings.LeaseRetryPeriod,
        };
    }

    private static EventRecorder CreateRecorder(IServiceProvider provider) => new(
        provider.GetRequiredService<IKubernetesClient>(),
        provider.GetRequiredService<IOptions<OperatorSettings>>().Value.Name,
        Environment.MachineName,
        provider.GetRequiredService<KubernetesJson>(),
        provider.GetRequiredService<KubernetesMetrics>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<EventRecorder>>());
}
