using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Rpc.Fragments;
using ObjectStore.Rpc.Security;
using ObjectStore.Rpc.Server;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Benchmarks.Rpc;

/// <summary>A server of one device, in this process, on free ports.</summary>
internal sealed class BenchmarkNode(IFragmentDevice device, CertificateSource? certificates) : INodeDevices, IAsyncDisposable
{
    private WebApplication _application = null!;
    private int _payloadPort;

    public Uri Address { get; private set; } = null!;

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<INodeDevices>(this);
        builder.Services.AddSingleton(new PeerAuthorization(isRequired: certificates is not null));
        builder.Services.AddFragmentServer(builder.Configuration);
        builder.WebHost.UseKestrelWithBlocks().ConfigureKestrel(kestrel =>
        {
            kestrel.SetRpcLimits(new RpcServerOptions());
            kestrel.ListenForRpc(new IPEndPoint(IPAddress.Loopback, 0), certificates);
            kestrel.ListenForPayload(new IPEndPoint(IPAddress.Loopback, 0), certificates);
        });
        _application = builder.Build();
        _application.UseFragmentServer();
        await _application.StartAsync();
        var addresses = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        Address = new Uri(addresses[0]);
        _payloadPort = new Uri(addresses[1]).Port;
    }

    public IFragmentDevice? Find(DeviceId id) => id == device.Id ? device : null;

    public NodeDescription Describe() => new(new NodeName("node"), new ZoneName("a"), Guid.Empty, _payloadPort, []);

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }
}
