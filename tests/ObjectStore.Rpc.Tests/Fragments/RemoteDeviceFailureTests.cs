using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.ProcessTesting;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments;

namespace ObjectStore.Rpc.Tests.Fragments;

/// <summary>Peers that fail, hang, die and come back.</summary>
public sealed class RemoteDeviceFailureTests
{
    /// <summary>Far more than any of these takes on a busy machine.</summary>
    private const int TimeoutMs = 120_000;

    private static readonly RpcChannelOptions Impatient = ServedNode.Patient with { CallTimeout = TimeSpan.FromMilliseconds(500), ReconnectDelay = TimeSpan.FromMilliseconds(50) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<StorageErrorCode, int> Errors => new(
        from code in new[]
        {
            StorageErrorCode.FragmentNotFound, StorageErrorCode.CorruptFragment, StorageErrorCode.DeviceFull, StorageErrorCode.DeviceFailed, StorageErrorCode.DeviceUnavailable, StorageErrorCode.Overloaded,
        }
        from length in new[] { 100, 1 << 20 }
        select (code, length));

    [Theory(Timeout = TimeoutMs)]
    [MemberData(nameof(Errors))]
    public async Task Operations_OfADeviceThatFails_EndWithItsCode(StorageErrorCode code, int length)
    {
        var device = new StubDevice { Error = code };
        await using var node = await ServedNode.StartAsync([device]);
        using var client = node.Connect();
        await client.DescribeAsync(Token);
        var remote = client.GetDevice(device.Id);

        var put = await Assert.ThrowsAsync<StorageException>(() => remote.PutAsync(TestFragments.Write(1, TestFragments.Payload(length, 1)), Token).AsTask());
        var read = await Assert.ThrowsAsync<StorageException>(() => remote.ReadAsync(TestFragments.Id(1), 0, new byte[length], Token).AsTask());
        var delete = await Assert.ThrowsAsync<StorageException>(() => remote.DeleteAsync([TestFragments.Id(1)], Token).AsTask());

        Assert.Equal((code, code, code), (put.Code, read.Code, delete.Code));
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData(100)]
    [InlineData(1 << 20)]
    public async Task Operations_OfANodeThatIsLeft_SayThatItIsAway(int length)
    {
        var device = new StubDevice();
        await using var node = await ServedNode.StartAsync([device]);
        var client = node.Connect();
        await client.DescribeAsync(Token);
        var remote = client.GetDevice(device.Id);

        client.Dispose();

        var put = await Assert.ThrowsAsync<StorageException>(async () => await remote.PutAsync(TestFragments.Write(1, TestFragments.Payload(length, 1)), Token));
        var read = await Assert.ThrowsAsync<StorageException>(async () => await remote.ReadAsync(TestFragments.Id(1), 0, new byte[length], Token));
        Assert.Equal((StorageErrorCode.DeviceUnavailable, StorageErrorCode.DeviceUnavailable), (put.Code, read.Code));
    }

    /// <summary>A container that has the client under two types disposes it with each.</summary>
    [Fact]
    public void Dispose_Again_DoesNothing()
    {
        var client = new NodeClient(new Uri("http://127.0.0.1:1"), null, ServedNode.Patient, TimeProvider.System);
        var lost = client.Lost;
        client.Dispose();

        client.Dispose();

        Assert.True(lost.IsCancellationRequested);
    }

    /// <summary>Goal: a node may stop taking payload over HTTP. Method: it offers none when it is asked again.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task Put_PortForPayloadIsTakenAway_GoesOverGrpc()
    {
        var device = new StubDevice();
        await using var node = await ServedNode.StartAsync([device]);
        using var client = node.Connect();
        await client.DescribeAsync(Token);
        Assert.NotNull(client.Payload);
        node.PayloadPort = 0;

        await client.DescribeAsync(Token);

        Assert.Null(client.Payload);
        await client.GetDevice(device.Id).PutAsync(TestFragments.Write(1, TestFragments.Payload(1 << 20, 1)), Token);
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData(100)]
    [InlineData(1 << 20)]
    public async Task Operations_OfADeviceWithADefect_AreNeverTakenForDone(int length)
    {
        var device = new StubDevice { Defect = new InvalidOperationException("A defect.") };
        await using var node = await ServedNode.StartAsync([device]);
        using var client = node.Connect();
        await client.DescribeAsync(Token);
        var remote = client.GetDevice(device.Id);

        var put = await Assert.ThrowsAsync<StorageException>(() => remote.PutAsync(TestFragments.Write(1, TestFragments.Payload(length, 1)), Token).AsTask());
        var read = await Assert.ThrowsAsync<StorageException>(() => remote.ReadAsync(TestFragments.Id(1), 0, new byte[length], Token).AsTask());

        Assert.Equal((StorageErrorCode.DeviceUnavailable, StorageErrorCode.DeviceUnavailable), (put.Code, read.Code));
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData(100)]
    [InlineData(1 << 20)]
    public async Task Operations_OfADeviceThatHangs_AreUnavailableInTimeAndWorkAfterwards(int length)
    {
        var device = new StubDevice { IsHanging = true };
        await using var node = await ServedNode.StartAsync([device]);
        using var client = node.Connect(Impatient);
        await client.DescribeAsync(Token);
        var remote = client.GetDevice(device.Id);
        var started = Stopwatch.GetTimestamp();

        var put = await Assert.ThrowsAsync<StorageException>(() => remote.PutAsync(TestFragments.Write(1, TestFragments.Payload(length, 1)), Token).AsTask());
        var read = await Assert.ThrowsAsync<StorageException>(() => remote.ReadAsync(TestFragments.Id(1), 0, new byte[length], Token).AsTask());

        Assert.Equal((StorageErrorCode.DeviceUnavailable, StorageErrorCode.DeviceUnavailable), (put.Code, read.Code));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(60));
        device.IsHanging = false;
        device.Release();

        // On a busy machine half a second may be too little for one that does not hang, too.
        while (!await TryPutAsync(remote, length)) await Task.Delay(10, Token);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task PutAsync_OneDeviceHangs_TheOtherOfTheNodeGoesOn()
    {
        var (hanging, healthy) = (new StubDevice { IsHanging = true }, new StubDevice());
        await using var node = await ServedNode.StartAsync([hanging, healthy]);
        using var client = node.Connect();
        await client.DescribeAsync(Token);
        var stuck = Enumerable.Range(0, 200).Select(i => client.GetDevice(hanging.Id).PutAsync(TestFragments.Write(i, TestFragments.Payload(40_000, i)), Token).AsTask()).ToArray();

        for (var i = 0; i < 100; i++) await client.GetDevice(healthy.Id).PutAsync(TestFragments.Write(i, TestFragments.Payload(40_000, i)), Token);

        Assert.DoesNotContain(stuck, put => put.IsCompleted);
        hanging.Release();
        await Task.WhenAll(stuck);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task PutAsync_OverTheBound_IsOverloadedAtOnce()
    {
        var device = new StubDevice { IsHanging = true };
        await using var node = await ServedNode.StartAsync([device]);
        using var client = node.Connect(ServedNode.Patient with { OperationsPerDeviceMax = 10 });
        var remote = client.GetDevice(device.Id);
        var waiting = Enumerable.Range(0, 10).Select(i => remote.PutAsync(TestFragments.Write(i, TestFragments.Payload(10, i)), Token).AsTask()).ToArray();

        var refused = await Assert.ThrowsAsync<StorageException>(() => remote.PutAsync(TestFragments.Write(11, TestFragments.Payload(10, 1)), Token).AsTask());

        Assert.Equal(StorageErrorCode.Overloaded, refused.Code);
        device.Release();
        await Task.WhenAll(waiting);
        await remote.PutAsync(TestFragments.Write(11, TestFragments.Payload(10, 1)), Token);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task ReadAsync_Cancelled_EndsAtOnceAndLeavesTheBufferAlone()
    {
        var device = new StubDevice { IsHanging = true };
        await using var node = await ServedNode.StartAsync([device]);
        using var client = node.Connect();
        await client.DescribeAsync(Token);
        foreach (var length in new[] { 100, 1 << 20 })
        {
            using var cancelling = new CancellationTokenSource();
            var buffer = new byte[length];
            var read = client.GetDevice(device.Id).ReadAsync(TestFragments.Id(1), 0, buffer, cancelling.Token).AsTask();

            await cancelling.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
            Assert.DoesNotContain((byte)7, buffer);
        }
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData(100)]
    [InlineData(1 << 20)]
    public async Task Operations_NodeDiesAndComesBack_FailFastAndThenWork(int length)
    {
        var device = new StubDevice { IsHanging = true };
        var port = FreePort.Find(1)[0];
        var node = await ServedNode.StartAsync([device], rpcPort: port);
        using var client = node.Connect(ServedNode.Patient with { ReconnectDelay = TimeSpan.FromMilliseconds(50) });
        await client.DescribeAsync(Token);
        var remote = client.GetDevice(device.Id);
        var waiting = remote.PutAsync(TestFragments.Write(1, TestFragments.Payload(length, 1)), Token).AsTask();
        while (device.Puts == 0) await Task.Delay(10, Token);

        await node.DisposeAsync();
        var lost = await Assert.ThrowsAsync<StorageException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(60), Token));
        var away = await Assert.ThrowsAsync<StorageException>(() => PutAsync(remote, length));
        device.IsHanging = false;
        await using var again = await ServedNode.StartAsync([device], rpcPort: port);
        while (!await TryDescribeAsync(client)) await Task.Delay(20, Token);
        await PutAsync(remote, length);

        Assert.Equal((StorageErrorCode.DeviceUnavailable, StorageErrorCode.DeviceUnavailable), (lost.Code, away.Code));
    }

    /// <summary>Goal: whoever sees an operation fail does not ask the same node next. Method: many, because the two facts become known at almost the same time.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task PutAsync_NobodyListens_NodeIsKnownAwayOnceItFails()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find(1)[0]}");
        for (var i = 0; i < 50; i++)
        {
            using var client = new NodeClient(address, null, ServedNode.Patient with { ReconnectDelay = TimeSpan.FromHours(1) }, TimeProvider.System);

            await Assert.ThrowsAsync<StorageException>(() => PutAsync(client.GetDevice(Core.Identifiers.DeviceId.New()), 100));

            Assert.True(client.IsAway, $"The node of attempt {i} is not known to be away.");
        }
    }

    /// <summary>A process that is stopped, or a network that is cut: connections stand and nothing comes. The listener here accepts and stays silent.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task Operations_PeerAcceptsAndStaysSilent_AreUnavailableInTime()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new NodeClient(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), null, Impatient, TimeProvider.System);
        var remote = client.GetDevice(Core.Identifiers.DeviceId.New());
        var started = Stopwatch.GetTimestamp();

        var put = await Assert.ThrowsAsync<StorageException>(() => PutAsync(remote, 100));
        var read = await Assert.ThrowsAsync<StorageException>(() => remote.ReadAsync(TestFragments.Id(1), 0, new byte[10], Token).AsTask());
        var delete = await Assert.ThrowsAsync<StorageException>(() => remote.DeleteAsync([TestFragments.Id(1)], Token).AsTask());

        Assert.Equal((StorageErrorCode.DeviceUnavailable, StorageErrorCode.DeviceUnavailable, StorageErrorCode.DeviceUnavailable), (put.Code, read.Code, delete.Code));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task StopAsync_WithOpenStreams_AnswersWhatItTookAndEnds()
    {
        var device = new StubDevice { IsHanging = true };
        await using var node = await ServedNode.StartAsync([device]);
        using var client = node.Connect();
        var put = client.GetDevice(device.Id).PutAsync(TestFragments.Write(1, TestFragments.Payload(10, 1)), Token).AsTask();
        while (device.Puts == 0) await Task.Delay(10, Token);

        var stopping = node.StopGracefullyAsync();
        await Task.Delay(100, Token);
        Assert.False(put.IsCompleted);
        device.Release();
        await put;
        await stopping.WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Operations_OverTheLifetimeOfStreams_AllSucceed()
    {
        var device = new StubDevice();
        await using var node = await ServedNode.StartAsync([device]);
        using var client = node.Connect(ServedNode.Patient with { ConnectionLifetime = TimeSpan.FromMilliseconds(20) });
        var remote = client.GetDevice(device.Id);

        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (i, token) =>
        {
            await remote.PutAsync(TestFragments.Write(i, TestFragments.Payload(100, i)), token);
            await remote.ReadAsync(TestFragments.Id(i), 0, new byte[100], token);
        });

        Assert.Equal(2000, device.Puts);
    }

    /// <summary>Goal: reads that wait for a node whose process is stopped do not wait for their own deadline. Method: the node is found out by a description that does not come.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task DescribeAsync_OfAHungNode_EndsTransfersThatAreUnderWay()
    {
        var device = new StubDevice { IsHanging = true };
        await using var node = await ServedNode.StartAsync([device]);
        using var client = node.Connect(ServedNode.Patient with { DescribeTimeout = TimeSpan.FromMilliseconds(300) });
        while (!await TryDescribeAsync(client)) await Task.Delay(10, Token);
        var read = client.GetDevice(device.Id).ReadAsync(TestFragments.Id(1), 0, new byte[1 << 20], Token).AsTask();
        while (device.Reads == 0) await Task.Delay(10, Token);

        node.IsHanging = true;
        try
        {
            await Assert.ThrowsAsync<StorageException>(() => client.DescribeAsync(Token));
            var failure = await Assert.ThrowsAsync<StorageException>(() => read.WaitAsync(TimeSpan.FromSeconds(60), Token));

            Assert.Equal(StorageErrorCode.DeviceUnavailable, failure.Code);
        }
        finally
        {
            node.IsHanging = false;
        }
    }

    private static async Task<bool> TryPutAsync(IFragmentDevice device, int length)
    {
        try
        {
            await PutAsync(device, length);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private static Task PutAsync(IFragmentDevice device, int length) => device.PutAsync(TestFragments.Write(1, TestFragments.Payload(length, 1)), Token).AsTask();

    private static async Task<bool> TryDescribeAsync(NodeClient client)
    {
        try
        {
            await client.DescribeAsync(Token);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }
}
