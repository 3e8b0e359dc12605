using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Hosting;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

/// <summary>The operator in a host over an API server, with curators that are fakes.</summary>
internal sealed class OperatorHarness : IAsyncDisposable
{
    private readonly IHost _host;

    private OperatorHarness(IHost host, FakeCurators curators) => (_host, Curators) = (host, curators);

    public FakeCurators Curators { get; }

    public IKubernetesClient Client => _host.Services.GetRequiredService<IKubernetesClient>();

    /// <summary>What the operator has seen.</summary>
    public OwnedCaches Caches => _host.Services.GetRequiredService<OwnedCaches>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<OperatorHarness> StartAsync(KubernetesClientConfiguration server, string @namespace, FakeCurators? curators = null)
    {
        var fakes = curators ?? new FakeCurators();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Operator:GatewayImage"] = "gateway",
            ["Operator:NodeImage"] = "node",
            ["Operator:Namespace"] = @namespace,
            ["Operator:WatchNamespaces:0"] = @namespace,
            ["Operator:RetryDelayMin"] = "00:00:00.010",
            ["Operator:LeaseRetryPeriod"] = "00:00:00.100",

            // A busy machine loses no lease.
            ["Operator:LeaseDuration"] = "00:05:00",
            ["Operator:LeaseRenewDeadline"] = "00:04:00",
            ["Kubernetes:RetryDelayMin"] = "00:00:00.010",
            ["Kubernetes:RequestTimeout"] = "00:01:00",
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(server);
        builder.Services.AddObjectStoreOperator(builder.Configuration);
        builder.Services.Replace(ServiceDescriptor.Singleton<IStoreCurators>(fakes));
        foreach (var admin in builder.Services.Where(static service => service.ImplementationType == typeof(OperatorAdminServer)).ToArray()) builder.Services.Remove(admin);
        var host = builder.Build();
        await host.StartAsync(Token);
        return new OperatorHarness(host, fakes);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);

        // Not Dispose, which waits for the same on a thread of the tests: two at a time would have none left to go on.
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    public async Task<T> GetAsync<T>(EntityKey key)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        T? found = null;
        await Wait.UntilAsync(async () => (found = await Client.GetAsync<T>(key, Token)) is not null, $"{typeof(T).Name} {key}");
        return found!;
    }

    /// <summary>Waits until the condition Ready of a resource has the reason.</summary>
    public Task ReasonAsync<T>(EntityKey key, string reason)
        where T : class, IKubernetesObject<V1ObjectMeta> => ConditionAsync<T>(key, "Ready", reason);

    public async Task ConditionAsync<T>(EntityKey key, string type, string reason)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        IReadOnlyList<V1Condition>? last = null;
        await Wait.UntilAsync(
            async () => (last = ConditionsOf(await Client.GetAsync<T>(key, Token)))?.Any(condition => condition.Type == type && condition.Reason == reason) == true,
            () => $"{typeof(T).Name} {key} {type} {reason}, which has: {string.Join(", ", (last ?? []).Select(static condition => $"{condition.Type} {condition.Reason} ({condition.Message})"))}");
    }

    private static IReadOnlyList<V1Condition>? ConditionsOf(object? entity) => entity switch
    {
        V1Alpha1ObjectStore store => store.Status?.Conditions,
        V1Alpha1StoragePool pool => pool.Status?.Conditions,
        V1Alpha1Bucket bucket => bucket.Status?.Conditions,
        V1Alpha1BucketAccess access => access.Status?.Conditions,
        _ => null,
    };
}
