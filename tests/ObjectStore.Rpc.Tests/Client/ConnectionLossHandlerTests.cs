using System.Net.Sockets;
using ObjectStore.Rpc.Client;

namespace ObjectStore.Rpc.Tests.Client;

public sealed class ConnectionLossHandlerTests
{
    [Fact]
    public async Task SendAsync_SocketFailsWithoutAnHttpError_IsAConnectionError()
    {
        using var invoker = new HttpMessageInvoker(new ConnectionLossHandler(new FailingHandler()));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("http://127.0.0.1/"));

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => invoker.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal(HttpRequestError.ConnectionError, exception.HttpRequestError);
    }

    private sealed class FailingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new SocketException((int)SocketError.NotConnected));
    }
}
