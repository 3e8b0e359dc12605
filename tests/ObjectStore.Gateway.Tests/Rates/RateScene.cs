using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Gateway.Options;
using ObjectStore.Gateway.Rates;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Index;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.Rates;

/// <summary>Gateways that share a catalog, and a time that stands still.</summary>
internal sealed class RateScene
{
    public RateScene()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMetrics();
        services.AddSingleton<TimeProvider>(Time);
        services.AddObjectStoreIndex(_ => IndexDatabases.Of(Store));
        Catalog = services.BuildServiceProvider().GetRequiredService<ICatalog>();
    }

    public ManualTimeProvider Time { get; } = new();

    public ProbedStore Store { get; } = new();

    public ICatalog Catalog { get; }

    public RateShare ShareOf(string gateway) => new(Catalog, new GatewayOptions { Name = gateway }, Time, NullLogger<RateShare>.Instance);

    public RateLimiter LimiterOf(RateShare share) => new(new RatesOptions(), share, Time);
}
