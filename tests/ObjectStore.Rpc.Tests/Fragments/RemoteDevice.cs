using ObjectStore.Extents;
using ObjectStore.Rpc.Fragments;

namespace ObjectStore.Rpc.Tests.Fragments;

/// <summary>A real device, a server that gives it away, and a client.</summary>
internal sealed class RemoteDevice : IAsyncDisposable
{
    private readonly TestDevice _local;
    private readonly ServedNode _node;

    private RemoteDevice(TestDevice local, ServedNode node, NodeClient client) => (_local, _node, Client) = (local, node, client);

    public NodeClient Client { get; }

    public ServedNode Node => _node;

    public ExtentDevice Local => _local.Device;

    public RemoteFragmentDevice Device => (RemoteFragmentDevice)Client.GetDevice(_local.Device.Id);

    /// <summary>Payload of all lengths goes one way.</summary>
    public static async Task<RemoteDevice> OpenAsync(bool isHttp)
    {
        var local = await TestDevice.OpenAsync();
        var node = await ServedNode.StartAsync([local.Device]);
        if (!isHttp) node.PayloadPort = 0;
        var client = node.Connect(ServedNode.Patient with { HttpPayloadBytesMin = 0 });
        await client.DescribeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(isHttp, client.Payload is not null);
        return new RemoteDevice(local, node, client);
    }

    public async Task<byte[]> ReadAsync(int number, int offset, int length)
    {
        var read = new byte[length];
        await Device.ReadAsync(TestFragments.Id(number), offset, read, TestContext.Current.CancellationToken);
        return read;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _node.DisposeAsync();
        await _local.DisposeAsync();
    }
}
