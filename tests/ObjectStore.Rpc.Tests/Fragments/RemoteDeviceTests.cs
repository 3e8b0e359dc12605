using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments;

namespace ObjectStore.Rpc.Tests.Fragments;

/// <summary>What a device promises, over the network: a real device behind a real server, with payload over gRPC and over HTTP/1.1.</summary>
public sealed class RemoteDeviceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly int[] Lengths = [1, 100, 4096, 65535, 65536, 65537, 300_001, 1 << 20, 2 << 20];

    public static TheoryData<int, bool> PayloadLengths => [.. Lengths.Select(length => (length, false)), .. Lengths.Select(length => (length, true))];

    [Theory]
    [MemberData(nameof(PayloadLengths))]
    public async Task ReadAsync_AfterPut_ReturnsEveryRange(int length, bool isHttp)
    {
        await using var remote = await RemoteDevice.OpenAsync(isHttp);
        var payload = TestFragments.Payload(length, length);
        await remote.Device.PutAsync(TestFragments.Write(1, payload), Token);

        foreach (var (offset, count) in new[] { (0, length), (0, 1), (length - 1, 1), (length / 2, length - (length / 2)), (length / 3, 0) })
        {
            var read = new byte[count];
            await remote.Device.ReadAsync(TestFragments.Id(1), offset, read, Token);

            Assert.True(payload.AsSpan(offset, count).SequenceEqual(read), $"range {offset}+{count}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_OfMissingOrPastTheEnd_SaysWhich(bool isHttp)
    {
        await using var remote = await RemoteDevice.OpenAsync(isHttp);
        await remote.Device.PutAsync(TestFragments.Write(1, TestFragments.Payload(5000, 1)), Token);

        var missing = await Assert.ThrowsAsync<StorageException>(() => remote.ReadAsync(2, 0, 10));
        var past = await Assert.ThrowsAsync<StorageException>(() => remote.ReadAsync(1, 4990, 11));

        Assert.Equal(StorageErrorCode.FragmentNotFound, missing.Code);
        Assert.Equal(StorageErrorCode.CorruptFragment, past.Code);
    }

    [Fact]
    public async Task DeleteAsync_OfSomeThatAreThere_KeepsTheOthers()
    {
        await using var remote = await RemoteDevice.OpenAsync(isHttp: false);
        for (var i = 0; i < 10; i++) await remote.Device.PutAsync(TestFragments.Write(i, TestFragments.Payload(5000, i)), Token);
        await remote.Device.PutAsync(TestFragments.Write(7, TestFragments.Payload(70_000, 1007)), Token);

        await remote.Device.DeleteAsync([TestFragments.Id(3), TestFragments.Id(999)], Token);

        Assert.Null(await remote.Device.TryDescribeAsync(TestFragments.Id(3), Token));
        Assert.Equal(TestFragments.Payload(70_000, 1007), await remote.ReadAsync(7, 0, 70_000));
        Assert.Equal(9, remote.Local.Status.FragmentCount);
    }

    [Fact]
    public async Task TryDescribeAsync_OfStored_ReturnsTheWholeHeader()
    {
        await using var remote = await RemoteDevice.OpenAsync(isHttp: false);
        var write = TestFragments.Write(1, TestFragments.Payload(5000, 1));
        await remote.Device.PutAsync(write, Token);

        var found = await remote.Device.TryDescribeAsync(TestFragments.Id(1), Token);

        Assert.NotNull(found);
        Assert.Equal(
            (write.Id, write.Group, write.GroupEpoch, write.Profile, write.StripeDataBytes, write.Payload.Length),
            (found.Id, found.Group, found.GroupEpoch, found.Profile, found.StripeDataBytes, found.PayloadBytes));
        Assert.Equal(write.Owner.ToArray(), found.Owner.ToArray());
    }

    [Fact]
    public async Task ListAsync_InPages_ReturnsEveryFragmentAndOnlyTheGroupAskedFor()
    {
        await using var remote = await RemoteDevice.OpenAsync(isHttp: false);
        for (var i = 0; i < 25; i++) await remote.Device.PutAsync(TestFragments.Write(i, TestFragments.Payload(100, i), $"key-{i}", group: (uint)(i % 5)), Token);

        var all = await WalkAsync((cursor) => remote.Device.ListAsync(cursor, 10, Token));
        var ofGroup = await WalkAsync((cursor) => remote.Device.ListAsync(cursor, 10, new PlacementGroupId(2), Token));

        Assert.Equal(Enumerable.Range(0, 25).Select(TestFragments.Id).ToHashSet(), all.ToHashSet());
        Assert.Equal(Enumerable.Range(0, 5).Select(i => TestFragments.Id(2 + (5 * i))).ToHashSet(), ofGroup.ToHashSet());
    }

    [Fact]
    public async Task VerifyAsync_OfWholeDevice_ReadsEveryLiveByte()
    {
        await using var remote = await RemoteDevice.OpenAsync(isHttp: true);
        for (var i = 0; i < 20; i++) await remote.Device.PutAsync(TestFragments.Write(i, TestFragments.Payload(200_000, i)), Token);

        var verified = 0L;
        DeviceCursor? cursor = DeviceCursor.Start;
        while (cursor is { } at)
        {
            var page = await remote.Device.VerifyAsync(at, 1 << 20, Token);
            verified += page.VerifiedBytes;
            Assert.Empty(page.Damaged);
            cursor = page.Next;
        }

        Assert.Equal(remote.Local.Status.LiveBytes, verified);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PutAsync_FromManyWriters_StoresAll(bool isHttp)
    {
        await using var remote = await RemoteDevice.OpenAsync(isHttp);

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Token }, async (i, token) =>
        {
            await remote.Device.PutAsync(TestFragments.Write(i, TestFragments.Payload(1 + (i * 13 % 9000), i)), token);
            Assert.Equal(TestFragments.Payload(1 + (i * 13 % 9000), i), await remote.ReadAsync(i, 0, 1 + (i * 13 % 9000)));
        });

        Assert.Equal(1000, remote.Local.Status.FragmentCount);
    }

    [Fact]
    public async Task DescribeAsync_OfNode_SaysWhatItIsAndWhatItCannotServe()
    {
        await using var remote = await RemoteDevice.OpenAsync(isHttp: false);

        remote.Node.Status = new DeviceStatus(1 << 30, 1 << 29, 1 << 20, 7, true);

        var description = await remote.Client.DescribeAsync(Token);

        Assert.Equal(("node-a1", "a", ServedNode.Cluster), (description.Node.Value, description.Zone.Value, description.Cluster));
        Assert.Equal(remote.Device.Id, description.Devices[0].Id);
        Assert.Equal(new DeviceStatus(1 << 30, 1 << 29, 1 << 20, 7, true), description.Devices[0].Status);
        Assert.Equal((null, "It belongs to another cluster."), (description.Devices[1].Status, description.Devices[1].Problem));
    }

    [Fact]
    public async Task PutAsync_ToADeviceTheNodeDoesNotHave_IsUnavailable()
    {
        await using var remote = await RemoteDevice.OpenAsync(isHttp: false);

        var failure = await Assert.ThrowsAsync<StorageException>(
            () => remote.Client.GetDevice(DeviceId.New()).PutAsync(TestFragments.Write(1, TestFragments.Payload(10, 1)), Token).AsTask());

        Assert.Equal(StorageErrorCode.DeviceUnavailable, failure.Code);
    }

    [Fact]
    public async Task RefreshAsync_OverNodes_FindsDevicesAndLeavesOutOtherClustersAndTheDead()
    {
        await using var remote = await RemoteDevice.OpenAsync(isHttp: false);
        using var dead = new NodeClient(new Uri("http://127.0.0.1:1"), null, new RpcChannelOptions(), TimeProvider.System);
        var nodes = new RemoteNodes();

        var failures = await nodes.RefreshAsync([remote.Client, dead], ServedNode.Cluster, Token);
        var found = nodes.Find(remote.Device.Id);
        var foreign = await nodes.RefreshAsync([remote.Client], Guid.NewGuid(), Token);

        Assert.Equal(StorageErrorCode.DeviceUnavailable, failures[dead].Code);
        Assert.Equal(remote.Device.Id, found?.Id);
        Assert.Equal(StorageErrorCode.Refused, foreign[remote.Client].Code);
        Assert.Null(nodes.Find(remote.Device.Id));
    }

    private static async Task<List<FragmentId>> WalkAsync(Func<DeviceCursor, ValueTask<FragmentPage>> list)
    {
        var seen = new List<FragmentId>();
        DeviceCursor? cursor = DeviceCursor.Start;
        while (cursor is { } at)
        {
            var page = await list(at);
            seen.AddRange(page.Fragments.Select(fragment => fragment.Id));
            cursor = page.Next;
        }

        return seen;
    }
}
