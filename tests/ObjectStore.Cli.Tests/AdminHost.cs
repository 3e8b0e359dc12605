using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ObjectStore.Admin;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator;
using ObjectStore.Index;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Devices;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Placement;
using ObjectStore.ProcessTesting;
using ObjectStore.S3.Auth;

namespace ObjectStore.Cli.Tests;

/// <summary>A process with an admin endpoint that is neither standalone nor leads: a catalog in memory, a curator that does not run, no device that answers.</summary>
internal sealed class AdminHost : IAsyncDisposable
{
    private const int AttemptsMax = 5;

    private readonly IHost _host;

    private AdminHost(IHost host, SwitchedStore store, Uri endpoint) => (_host, Store, Endpoint) = (host, store, endpoint);

    /// <summary>Its clock, which stands still, so that nothing grows old however long the commands of a test take.</summary>
    public TimeProvider Time => _host.Services.GetRequiredService<TimeProvider>();

    /// <summary>The catalog's database.</summary>
    public SwitchedStore Store { get; }

    /// <summary>The admin endpoint.</summary>
    public Uri Endpoint { get; }

    /// <summary>The catalog.</summary>
    public ICatalog Catalog => _host.Services.GetRequiredService<ICatalog>();

    /// <summary>What gateways report of devices.</summary>
    public IDeviceReports Observations => _host.Services.GetRequiredService<IDeviceReports>();

    /// <summary>Starts one over a cluster map.</summary>
    public static async Task<AdminHost> StartAsync(ClusterMap map, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var store = new SwitchedStore(new InMemoryOrderedStore());
            var endpoint = new Uri($"http://127.0.0.1:{FreePort.Find(1)[0]}");
            var host = Build(store, endpoint);
            try
            {
                await host.StartAsync(cancellationToken);
                Assert.True(await host.Services.GetRequiredService<ICatalog>().TryStoreClusterMapAsync(map, cancellationToken));
                return new AdminHost(host, store, endpoint);
            }
            catch (IOException) when (attempt < AttemptsMax)
            {
                // Somebody else took the port.
                host.Dispose();
            }
        }
    }

    /// <summary>Runs a command against it.</summary>
    public Task<CliRun> RunAsync(params string[] arguments) => CliRun.RunAsync(name => name == "OBJECTSTORE_ADMIN_ENDPOINT" ? Endpoint.ToString() : null, arguments);

    /// <summary>Sends a request without a body, signed; gives status and body of the answer.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken, params IReadOnlyList<KeyValuePair<string, string>> query)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var text = string.Join('&', query.Select(static pair => $"{pair.Key}={pair.Value}"));
        using var request = new HttpRequestMessage(method, new Uri(Endpoint, $"{path}?{text}"));
        var toSign = new RequestToSign { Method = method.Method, Host = Endpoint.Authority, Path = path, Query = query };
        foreach (var (name, value) in new RequestSigner("objectstore", "objectstore-secret").Sign(toSign, TimeProvider.System.GetUtcNow())) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private static IHost Build(SwitchedStore store, Uri endpoint)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Admin:Endpoint"] = endpoint.Authority });
        builder.Services.AddSingleton<TimeProvider, StandingClock>();
        builder.Services.AddObjectStoreIndex(_ => IndexDatabases.Of(store));
        builder.Services.AddSingleton<IFragmentDevices, NoDevices>();
        builder.Services.AddSingleton<ICredentialSource, DefaultCredentials>();
        builder.Services.AddCurator();
        builder.Services.AddObjectStoreAdmin();
        return builder.Build();
    }

    private sealed class StandingClock : TimeProvider
    {
        private readonly DateTimeOffset _now = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => _now;
    }

    private sealed class NoDevices : IFragmentDevices
    {
        public IFragmentDevice? Find(DeviceId id) => null;
    }

    /// <summary>What the command line takes on loopback when it was given no keys.</summary>
    private sealed class DefaultCredentials : ICredentialSource
    {
        private static readonly Identity Admin = new() { AccessKey = "objectstore", SecretKey = "objectstore-secret", UserId = "admin", DisplayName = "admin", IsAdmin = true };

        public Identity? Find(string accessKey) => accessKey == Admin.AccessKey ? Admin : null;
    }
}
