using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Health;
using ObjectStore.Rpc.Health.Messages;

namespace ObjectStore.Rpc.Tests.Peers;

/// <summary>Both sides of our gRPC against grpcio, the implementation behind most languages.</summary>
[Trait("Category", "Conformance")]
public sealed class PeerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_CalledByGrpcio_PassesEveryCheck()
    {
        Assert.SkipWhen(PythonPeer.Interpreter is null, "There is no python3 with grpcio and protobuf here (Debian: python3-grpcio, python3-protobuf).");
        await using var device = await TestDevice.OpenAsync();
        await using var node = await ServedNode.StartAsync([device.Device], configure: services => services.AddSingleton(TestMethods.Definition()));
        var id = device.Device.Id.Value.ToByteArray(bigEndian: true);

        var (exitCode, output) = await PythonPeer.RunClientAsync(
            [node.Address.Authority, $"{BinaryPrimitives.ReadUInt64BigEndian(id)}", $"{BinaryPrimitives.ReadUInt64BigEndian(id.AsSpan(8))}"], Token);

        TestContext.Current.SendDiagnosticMessage(output);
        Assert.True(exitCode == 0, output);
        Assert.Contains("ok   big messages", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_CallingGrpcio_SeesResultsErrorsAndMetadata()
    {
        Assert.SkipWhen(PythonPeer.Interpreter is null, "There is no python3 with grpcio and protobuf here (Debian: python3-grpcio, python3-protobuf).");
        using var peer = await PythonPeer.StartServerAsync(Token);
        using var connections = new RpcConnections(null, ServedNode.Patient);
        var channel = new RpcChannel(peer.Address, connections, TimeProvider.System);
        var options = new CallOptions(CancellationToken: Token);

        var health = await channel.UnaryCallAsync(HealthMethods.Check, new HealthCheckRequest(), options);
        var big = await channel.UnaryCallAsync(TestMethods.Of("Echo"), new byte[3 << 20], options);
        var failure = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryCallAsync(TestMethods.Of("Fail"), [], options));
        var unknown = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryCallAsync(TestMethods.Of("Nothing"), [], options));

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        Assert.Equal(3 << 20, big.Length);
        Assert.Equal((StatusCode.ResourceExhausted, "voll: 50 % λ"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal(Core.Errors.StorageErrorCode.DeviceFull, StorageStatus.ToStorage(failure).Code);
        Assert.Equal(StatusCode.Unimplemented, unknown.StatusCode);
    }

    [Fact]
    public async Task Client_StreamingWithGrpcio_SeesEveryMessageInOrder()
    {
        Assert.SkipWhen(PythonPeer.Interpreter is null, "There is no python3 with grpcio and protobuf here (Debian: python3-grpcio, python3-protobuf).");
        using var peer = await PythonPeer.StartServerAsync(Token);
        using var connections = new RpcConnections(null, ServedNode.Patient);
        var channel = new RpcChannel(peer.Address, connections, TimeProvider.System);
        var headers = new Metadata { { "x-text", "a b" }, { "x-bytes-bin", [0, 255, 1] } };

        using (var echo = channel.StreamingCall(TestMethods.Of("Echo"), new CallOptions(headers, CancellationToken: Token)))
        {
            await echo.RequestStream.WriteAsync("hello"u8.ToArray(), Token);
            await echo.RequestStream.CompleteAsync();
            Assert.Equal("hello"u8.ToArray(), await echo.ReadSingleAsync());
            Assert.Equal("a b", (await echo.GetResponseHeadersAsync()).GetValue("x-text"));
            Assert.Equal(new byte[] { 0, 255, 1 }, echo.GetTrailers().Single(entry => entry.Key == "y-bytes-bin").ValueBytes);
        }

        using (var count = channel.StreamingCall(TestMethods.Of("Count", MethodType.ClientStreaming), new CallOptions(CancellationToken: Token)))
        {
            for (var i = 0; i < 1000; i++) await count.RequestStream.WriteAsync([1], Token);
            await count.RequestStream.CompleteAsync();
            Assert.Equal("1000", Encoding.ASCII.GetString(await count.ReadSingleAsync()));
        }

        using (var repeat = channel.ServerStreamingCall(TestMethods.Of("Repeat", MethodType.ServerStreaming), "1000"u8.ToArray(), new CallOptions(CancellationToken: Token)))
        {
            for (var i = 0; i < 1000; i++)
            {
                Assert.True(await repeat.MoveNext(Token));
                Assert.Equal($"{i}", Encoding.ASCII.GetString(repeat.Current));
            }

            Assert.False(await repeat.MoveNext(Token));
        }

        using (var duplex = channel.StreamingCall(TestMethods.Of("Duplex", MethodType.DuplexStreaming), new CallOptions(CancellationToken: Token)))
        {
            for (var i = 0; i < 100; i++)
            {
                await duplex.RequestStream.WriteAsync([1, 2, (byte)i], Token);
                Assert.True(await duplex.MoveNext(Token));
                Assert.Equal(new byte[] { (byte)i, 2, 1 }, duplex.Current);
            }

            await duplex.RequestStream.CompleteAsync();
            Assert.False(await duplex.MoveNext(Token));
        }
    }

    [Fact]
    public async Task Client_EndingCallsOfGrpcio_TellsWhyAndTheServerLearns()
    {
        Assert.SkipWhen(PythonPeer.Interpreter is null, "There is no python3 with grpcio and protobuf here (Debian: python3-grpcio, python3-protobuf).");
        using var peer = await PythonPeer.StartServerAsync(Token);
        using var connections = new RpcConnections(null, ServedNode.Patient);
        var channel = new RpcChannel(peer.Address, connections, TimeProvider.System);
        await channel.UnaryCallAsync(TestMethods.Of("Echo"), [], new CallOptions(CancellationToken: Token));

        // A call that has not come by its deadline never comes, and the server can tell nothing of it.
        RpcException late;
        var timeout = TimeSpan.FromSeconds(0.5);
        do
        {
            timeout *= 2;
            late = await Assert.ThrowsAsync<RpcException>(
                () => channel.UnaryCallAsync(TestMethods.Of("Wait"), "late"u8.ToArray(), new CallOptions(Deadline: TimeProvider.System.GetUtcNow() + timeout)));
        }
        while (!await HasBegunAsync(channel, "late") && timeout < TimeSpan.FromMinutes(1));
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = channel.UnaryCallAsync(TestMethods.Of("Wait"), "cancelled"u8.ToArray(), new CallOptions(CancellationToken: cancelling.Token));
        while (!await HasBegunAsync(channel, "cancelled")) await Task.Delay(10, Token);
        await cancelling.CancelAsync();
        var cancelled = await Assert.ThrowsAsync<RpcException>(() => waiting);
        using var half = channel.ServerStreamingCall(TestMethods.Of("Half", MethodType.ServerStreaming), [], default);
        Assert.True(await half.MoveNext(Token));
        var inTheMiddle = await Assert.ThrowsAsync<RpcException>(() => half.MoveNext(Token).AsTask());

        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
        Assert.Equal(StatusCode.Cancelled, cancelled.StatusCode);
        Assert.Equal((StatusCode.DataLoss, "in the middle"), (inTheMiddle.StatusCode, inTheMiddle.Status.Detail));
        foreach (var call in new[] { "late", "cancelled" })
            Assert.Equal("cancelled"u8.ToArray(), await channel.UnaryCallAsync(TestMethods.Of("Waited"), Encoding.ASCII.GetBytes(call), new CallOptions(CancellationToken: Token)));
    }

    [Fact]
    public async Task Client_WithoutAServer_IsUnavailable()
    {
        using var connections = new RpcConnections(null, new RpcChannelOptions());
        var channel = new RpcChannel(new Uri("http://127.0.0.1:1"), connections, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryCallAsync(TestMethods.Of("Echo"), [], new CallOptions(CancellationToken: Token)));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    private static async Task<bool> HasBegunAsync(RpcChannel channel, string call)
    {
        var answer = await channel.UnaryCallAsync(TestMethods.Of("Begun"), Encoding.ASCII.GetBytes(call), new CallOptions(CancellationToken: Token));
        return answer.AsSpan().SequenceEqual("yes"u8);
    }
}
