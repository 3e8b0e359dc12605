using System.Net.Sockets;

namespace ObjectStore.Rpc.Client;

/// <summary>
/// Makes an <see cref="HttpRequestException"/> of the bare <see cref="SocketException"/> that a SocketsHttpHandler throws when the peer resets a connection in the moment
/// between its being made and being asked for its address (ENOTCONN).
/// </summary>
internal sealed class ConnectionLossHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The connection was lost while it was made.", exception);
        }
    }
}
