using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Fragments;

namespace ObjectStore.Rpc.Tests.Fragments;

/// <summary>A bit that flips on the way is noticed, in both directions and on both ways.</summary>
public sealed class DamageTests
{
    private const int TimeoutMs = 120_000;

    /// <summary>Inside of the payload of the first fragment that a connection carries.</summary>
    private const int DamagedPosition = 8_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = TimeoutMs)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PutAsync_OverANetworkThatDamages_IsCorruptAndStoresNothing(bool isHttp)
    {
        await using var local = await TestDevice.OpenAsync();
        await using var node = await ServedNode.StartAsync([local.Device]);
        using var network = new DamagingProxy(isHttp ? node.PayloadPort : node.Address.Port, DamagedPosition, -1);
        using var client = await ConnectAsync(node, network, isHttp);

        var failure = await Assert.ThrowsAsync<StorageException>(
            () => client.GetDevice(local.Device.Id).PutAsync(TestFragments.Write(1, TestFragments.Payload(40_000, 1)), Token).AsTask());

        Assert.Equal(StorageErrorCode.CorruptFragment, failure.Code);
        Assert.Equal(0, local.Device.Status.FragmentCount);
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_OverANetworkThatDamages_IsCorrupt(bool isHttp)
    {
        await using var local = await TestDevice.OpenAsync();
        await local.Device.PutAsync(TestFragments.Write(1, TestFragments.Payload(40_000, 1)), Token);
        await using var node = await ServedNode.StartAsync([local.Device]);
        using var network = new DamagingProxy(isHttp ? node.PayloadPort : node.Address.Port, -1, DamagedPosition);
        using var client = await ConnectAsync(node, network, isHttp);

        var failure = await Assert.ThrowsAsync<StorageException>(() => client.GetDevice(local.Device.Id).ReadAsync(TestFragments.Id(1), 0, new byte[40_000], Token).AsTask());

        Assert.Equal(StorageErrorCode.CorruptFragment, failure.Code);
    }

    /// <summary>A client whose gRPC, or whose payload, goes through the network; each operation is the first of its connection.</summary>
    private static async Task<NodeClient> ConnectAsync(ServedNode node, DamagingProxy network, bool isHttp)
    {
        var address = isHttp ? node.Address : new UriBuilder(node.Address) { Port = network.Port }.Uri;
        var client = new NodeClient(address, null, ServedNode.Patient with { ConnectionsPerPeer = 1, HttpPayloadBytesMin = 0 }, TimeProvider.System);
        if (!isHttp) return client;
        node.PayloadPort = network.Port;
        await client.DescribeAsync(Token);
        return client;
    }
}
