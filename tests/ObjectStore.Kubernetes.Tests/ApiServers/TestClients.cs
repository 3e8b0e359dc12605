using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Serialization;
using ObjectStore.Testing;

namespace ObjectStore.Kubernetes.Tests.ApiServers;

/// <summary>Clients with bounds that suit tests.</summary>
internal static class TestClients
{
    public static KubernetesJson Json { get; } = new([TestJson.Default]);

    public static KubernetesMetrics Metrics() => new(new TestMeterFactory());

    public static KubernetesClient Create(KubernetesClientConfiguration configuration, KubernetesClientOptions? options = null) =>
        new(configuration, options ?? new KubernetesClientOptions { FieldManager = "tests", RetryDelayMin = TimeSpan.FromMilliseconds(10), RequestTimeout = TimeSpan.FromSeconds(60) }, Json, Metrics(), TimeProvider.System);
}
