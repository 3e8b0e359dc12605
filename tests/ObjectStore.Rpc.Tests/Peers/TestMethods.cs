using System.Buffers;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Security;
using ObjectStore.Rpc.Server;

namespace ObjectStore.Rpc.Tests.Peers;

/// <summary>A service of raw bytes that echoes, waits and fails; both sides of the tests have it.</summary>
internal static class TestMethods
{
    private const string ServiceName = "objectstore.test.Peer";

    private static readonly Marshaller<byte[]> Bytes = new(
        static (bytes, context) =>
        {
            context.SetPayloadLength(bytes.Length);
            context.GetBufferWriter().Write(bytes);
            context.Complete();
        },
        static context => context.PayloadAsReadOnlySequence().ToArray());

    public static Method<byte[], byte[]> Of(string name, MethodType type = MethodType.Unary) => new(type, ServiceName, name, Bytes, Bytes);

    /// <summary>The service on our server.</summary>
    public static RpcServiceDefinition Definition()
    {
        var hasBegun = false;
        var ended = new TaskCompletionSource();
        return new RpcServiceDefinition()
            .AddUnary(Of("Echo"), PeerRoles.Any, EchoAsync)
            .AddUnary(Of("Fail"), PeerRoles.Any, (_, _) => throw new RpcException(new Status(StatusCode.Aborted, "50 % für λ\n")))
            .AddUnary(Of("Wait"), PeerRoles.Any, async (_, context) =>
            {
                Volatile.Write(ref hasBegun, true);
                try
                {
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                }
                finally
                {
                    ended.TrySetResult();
                }

                return [];
            })
            .AddUnary(Of("Begun"), PeerRoles.Any, (_, _) => ValueTask.FromResult(Volatile.Read(ref hasBegun) ? "yes"u8.ToArray() : "no"u8.ToArray()))
            .AddUnary(Of("Waited"), PeerRoles.Any, async (_, context) =>
            {
                await ended.Task.WaitAsync(context.CancellationToken);
                (hasBegun, ended) = (false, new TaskCompletionSource());
                return "cancelled"u8.ToArray();
            })
            .AddClientStreaming(Of("Count", MethodType.ClientStreaming), PeerRoles.Any, CountAsync);
    }

    private static async ValueTask<byte[]> EchoAsync(byte[] request, ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            if (entry.ValueBytes is { } bytes) context.ResponseTrailers.Add(entry.Key, bytes);
            else headers.Add(entry.Key, entry.Value);
        }

        await context.WriteResponseHeadersAsync(headers);
        return request;
    }

    private static async Task<byte[]> CountAsync(IAsyncStreamReader<byte[]> requests, ServerCallContext context)
    {
        var count = 0;
        while (await requests.MoveNext(context.CancellationToken)) count++;
        return System.Text.Encoding.ASCII.GetBytes($"{count}");
    }
}
