using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Framing;

namespace ObjectStore.Rpc.Server;

/// <summary>Responses of one call on their way into the HTTP response.</summary>
internal sealed class ServerStreamWriter<T>(HttpContext http, Marshaller<T> marshaller, int messageBytesMax, CancellationToken callToken) : IAsyncStreamWriter<T>
{
    private readonly MessageWriter<T> _messages = new(http.Response.BodyWriter, marshaller, messageBytesMax);

    /// <inheritdoc />
    public void Buffer(T message) => _messages.Write(message);

    /// <inheritdoc />
    public ValueTask WriteAsync(T message, CancellationToken cancellationToken)
    {
        _messages.Write(message);
        return FlushAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask FlushAsync(CancellationToken cancellationToken) =>
        ThrowIfGone(await http.Response.BodyWriter.FlushAsync(cancellationToken.CanBeCanceled ? cancellationToken : callToken).ConfigureAwait(false));

    private void ThrowIfGone(FlushResult result)
    {
        if (result.IsCompleted || result.IsCanceled) throw new OperationCanceledException("The client has gone.", callToken);
    }
}
