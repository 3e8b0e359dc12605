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
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments;
using ObjectStore.Rpc.Health;
using ObjectStore.Rpc.Security;
using ObjectStore.Rpc.Server;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Rpc.Tests;

/// <summary>A server of some devices on free ports of this machine, and a client of it.</summary>
internal sealed class ServedNode : INodeDevices, IAsyncDisposable
{
    public static readonly Guid Cluster = new("0f0e0d0c-0b0a-0908-0706-050403020100");

    /// <summary>For tests that are not about time: on a busy machine anything may be held up for seconds.</summary>
    public static readonly RpcChannelOptions Patient = new()
    {
        ConnectTimeout = TimeSpan.FromMinutes(1),
        CallTimeout = TimeSpan.FromMinutes(10),
        DescribeTimeout = TimeSpan.FromMinutes(1),
        KeepAliveTimeout = TimeSpan.FromMinutes(10),
    };

    private readonly IFragmentDevice[] _devices;
    private readonly CertificateSource? _certificates;
    private WebApplication _application = null!;
    private bool _isHanging;

    private ServedNode(IFragmentDevice[] devices, CertificateSource? certificates) => (_devices, _certificates) = (devices, certificates);

    public Uri Address { get; private set; } = null!;

    public Uri PayloadAddress { get; private set; } = null!;

    public int PayloadPort { get; set; }

    /// <summary>What all devices are said to be; null for what they are.</summary>
    public DeviceStatus? Status { get; set; }

    public HealthService Health => _application.Services.GetRequiredService<HealthService>();

    public static async Task<ServedNode> StartAsync(
        IFragmentDevice[] devices, CertificateSource? certificates = null, Action<IServiceCollection>? configure = null, int rpcPort = 0)
    {
        var node = new ServedNode(devices, certificates);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<INodeDevices>(node);
        builder.Services.AddSingleton(new PeerAuthorization(isRequired: certificates is not null));
        builder.Services.AddFragmentServer(builder.Configuration);
        configure?.Invoke(builder.Services);
        builder.WebHost.UseKestrelWithBlocks().ConfigureKestrel(kestrel =>
        {
            kestrel.SetRpcLimits(new RpcServerOptions { KeepAliveTimeout = Patient.KeepAliveTimeout });
            kestrel.ListenForRpc(new IPEndPoint(IPAddress.Loopback, rpcPort), certificates);
            kestrel.ListenForPayload(new IPEndPoint(IPAddress.Loopback, 0), certificates);
        });
        node._application = builder.Build();
        node._application.UseFragmentServer();
        await node._application.StartAsync();
        var addresses = node._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        node.Address = new Uri(addresses[0]);
        node.PayloadAddress = new Uri(addresses[1]);
        node.PayloadPort = node.PayloadAddress.Port;
        node.Health.Set(true);
        return node;
    }

    public NodeClient Connect(RpcChannelOptions? options = null, CertificateSource? certificates = null) =>
        new(Address, certificates?.ClientOptions(PeerRoles.Node), options ?? Patient, TimeProvider.System);

    /// <summary>Whether the node describes itself only when this is false again.</summary>
    public bool IsHanging
    {
        get => Volatile.Read(ref _isHanging);
        set => Volatile.Write(ref _isHanging, value);
    }

    public IFragmentDevice? Find(DeviceId id) => _devices.FirstOrDefault(device => device.Id == id);

    public NodeDescription Describe()
    {
        SpinWait.SpinUntil(() => !IsHanging);
        return Description();
    }

    private NodeDescription Description() => new(
        new NodeName("node-a1"), new ZoneName("a"), Cluster, PayloadPort,
        [
            .. _devices.Select(device => new NodeDevice(device.Id, "default", "/devices/1", Status ?? (device as Extents.ExtentDevice)?.Status ?? new DeviceStatus(1, 1, 1, 1, true), "")),
            new NodeDevice(null, "", "/devices/broken", null, "It belongs to another cluster."),
        ]);

    public Task StopGracefullyAsync() => _application.StopAsync(TestContext.Current.CancellationToken);

    public Task StopAsync() => _application.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _application.DisposeAsync();
        _certificates?.Dispose();
    }
}
