using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Identifiers;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments;

namespace ObjectStore.Rpc.Tests.Fragments;

public sealed class PayloadClientTests : IDisposable
{
    private static readonly byte[] Payload = [.. Enumerable.Range(0, 1000).Select(static i => (byte)i)];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _connections;
    private int _requests;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_CancelledBeforeItsAnswer_EndsAtOnceAndLeavesTheConnectionToTheNext()
    {
        var answer = new TaskCompletionSource();
        using var client = Serve(answer.Task);
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var destination = new byte[Payload.Length];

        var read = ReadAsync(client, destination, cancelling.Token);
        while (Volatile.Read(ref _requests) == 0) await Task.Delay(5, Token);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        answer.SetResult();

        var next = new byte[Payload.Length];
        for (var i = 0; i < 3; i++) await ReadAsync(client, next, Token);
        Assert.Equal(Payload, next);
        Assert.All(destination, static value => Assert.Equal(0, value));
        Assert.Equal(1, Volatile.Read(ref _connections));
    }

    [Fact]
    public async Task Read_ManyCancelledBeforeTheirAnswers_LeavesConnectionsToTheNext()
    {
        const int Pool = 4;
        var answer = new TaskCompletionSource();
        using var client = Serve(answer.Task, Pool);
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reads = Enumerable.Range(0, Pool).Select(_ => ReadAsync(client, new byte[Payload.Length], cancelling.Token)).ToArray();
        while (Volatile.Read(ref _requests) < Pool) await Task.Delay(5, Token);
        await cancelling.CancelAsync();
        foreach (var read in reads) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        // The peer withholds all answers still, so that the next read needs a connection that none of them holds.
        var next = ReadAsync(client, new byte[Payload.Length], Token);

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (Volatile.Read(ref _requests) == Pool) await Task.Delay(5, deadline.Token);
        answer.SetResult();
        await next;
    }

    [Fact]
    public async Task Read_OneAfterTheOther_UsesOneConnection()
    {
        using var client = Serve(Task.CompletedTask);
        var destination = new byte[Payload.Length];

        for (var i = 0; i < 10; i++) await ReadAsync(client, destination, Token);

        Assert.Equal(1, Volatile.Read(ref _connections));
    }

    public void Dispose() => _listener.Dispose();

    private static Task ReadAsync(PayloadClient client, byte[] destination, CancellationToken cancellationToken)
    {
        var ending = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return client.ReadAsync(new DeviceId(Guid.NewGuid()), new FragmentId(new StripeId(1, 2), 0), 0, destination, ending, cancellationToken).AsTask();
    }

    private PayloadClient Serve(Task answer, int connections = 1)
    {
        _listener.Start();
        _ = AcceptAsync(answer);
        return new PayloadClient(new Uri($"http://{_listener.LocalEndpoint}"), null, new RpcChannelOptions { PayloadConnectionsPerPeer = connections });
    }

    private async Task AcceptAsync(Task answer)
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(Token);
            Interlocked.Increment(ref _connections);
            _ = AnswerAsync(client, answer);
        }
    }

    private async Task AnswerAsync(TcpClient client, Task answer)
    {
        using (client)
        {
            var head = string.Create(
                CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\ncontent-length: {Payload.Length}\r\n{PayloadPaths.CrcHeader}: {Crc32C.Compute(Payload):x8}\r\n\r\n");
            using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
            while (await reader.ReadLineAsync(Token) is { } line)
            {
                if (line.Length > 0) continue;
                Interlocked.Increment(ref _requests);
                await answer;
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head).Concat(Payload).ToArray(), Token);
            }
        }
    }
}
