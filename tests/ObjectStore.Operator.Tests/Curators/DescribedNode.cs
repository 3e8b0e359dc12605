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

namespace ObjectStore.Operator.Tests.Curators;

/// <summary>A node on a free port of this machine that says what a test has it say, and serves nothing.</summary>
internal sealed class DescribedNode : INodeDevices, IAsyncDisposable
{
    private readonly WebApplication _application;
    private volatile IReadOnlyList<NodeDevice> _devices;

    private DescribedNode(IReadOnlyList<NodeDevice> devices)
    {
        _devices = devices;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddSingleton<INodeDevices>(this);
        builder.Services.AddSingleton(new PeerAuthorization(isRequired: false));
        builder.Services.AddFragmentServer(builder.Configuration);
        builder.WebHost.UseKestrelWithBlocks().ConfigureKestrel(kestrel => kestrel.ListenForRpc(new IPEndPoint(IPAddress.Loopback, 0), certificates: null));
        _application = builder.Build();
        _application.UseFragmentServer();
    }

    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public IReadOnlyList<NodeDevice> Devices
    {
        get => _devices;
        set => _devices = value;
    }

    public static async Task<DescribedNode> StartAsync(params NodeDevice[] devices)
    {
        var node = new DescribedNode(devices);
        await node._application.StartAsync();
        return node;
    }

    public IFragmentDevice? Find(DeviceId id) => null;

    public NodeDescription Describe() => new(new NodeName("node-a1"), new ZoneName("a"), Samples.Cluster, PayloadPort: 0, Devices);

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
