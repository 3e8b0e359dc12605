using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Hosting;
using ObjectStore.Gateway.Options;
using ObjectStore.Gateway.Queries;
using ObjectStore.Index;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Body;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>The endpoint on a real Kestrel and a free port, over the real index and a data path, both in memory.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHost(WebApplication app, ICatalog catalog, ProbedStore index, InMemoryObjectData data)
    {
        _app = app;
        Catalog = catalog;
        Index = index;
        Data = data;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Endpoint = new IPEndPoint(IPAddress.Loopback, new Uri(address).Port);
        Client = new S3WireClient(Endpoint);
    }

    public IPEndPoint Endpoint { get; }

    public S3WireClient Client { get; }

    public ICatalog Catalog { get; }

    /// <summary>The index itself, for rows that no client can make.</summary>
    public IObjectIndex Objects => _app.Services.GetRequiredService<IObjectIndex>();

    /// <summary>Events that wait.</summary>
    public IOutbox Outbox => _app.Services.GetRequiredService<IOutbox>();

    /// <summary>What the index has stored.</summary>
    public ProbedStore Index { get; }

    public InMemoryObjectData Data { get; }

    /// <summary>What its logs warn of.</summary>
    public required WarningLog Warnings { get; init; }

    /// <summary>Scope of the host's meters.</summary>
    public IMeterFactory Meters => _app.Services.GetRequiredService<IMeterFactory>();

    /// <summary>Memory of the documents of all requests.</summary>
    public DocumentBudget Documents => _app.Services.GetRequiredService<DocumentBudget>();

    public static Task<GatewayHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var data = new InMemoryObjectData();
        return StartAsync(new ProbedStore(), data, data, settings);
    }

    /// <summary>Over another data path; <see cref="Data"/> stays empty.</summary>
    public static Task<GatewayHost> StartOverAsync(IObjectData data, params (string Name, string Value)[] settings) =>
        StartAsync(new ProbedStore(), new InMemoryObjectData(), data, settings);

    /// <summary>Another gateway over the same index and data.</summary>
    public Task<GatewayHost> StartBesideAsync(params (string Name, string Value)[] settings) => StartAsync(Index, Data, Data, settings);

    private static async Task<GatewayHost> StartAsync(ProbedStore index, InMemoryObjectData data, IObjectData served, (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        var warnings = new WarningLog();
        builder.Logging.ClearProviders().AddProvider(warnings);
        var options = builder.Configuration.GetSection(GatewayOptions.SectionName).Get<GatewayOptions>() ?? new GatewayOptions();
        builder.WebHost.UseKestrelWithBlocks().ConfigureKestrel(kestrel => kestrel.ListenForS3(new IPEndPoint(IPAddress.Loopback, 0), options));
        builder.Services.AddObjectStoreIndex(_ => IndexDatabases.Of(index));
        builder.Services.AddSingleton(served);
        builder.Services.AddSingleton<ICredentialSource>(new TestIdentities());
        builder.Services.AddObjectStoreGateway(builder.Configuration);
        builder.Services.AddSingleton<IQueryService, EchoService>();
        var app = builder.Build();
        app.MapObjectStoreGateway();
        await app.StartAsync();
        return new GatewayHost(app, app.Services.GetRequiredService<ICatalog>(), index, data) { Warnings = warnings };
    }

    /// <summary>A host with the bucket <c>bucket</c> of Alice.</summary>
    public static async Task<GatewayHost> StartWithBucketAsync(params (string Name, string Value)[] settings)
    {
        var host = await StartAsync(settings);
        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket")).Status);
        return host;
    }

    /// <summary>What it is made of.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Ends it as a signal to its process would.</summary>
    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
