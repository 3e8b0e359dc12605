using System.Buffers;
using System.Net;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Framing;

namespace ObjectStore.Rpc.Client;

/// <summary>The request of a call that has one.</summary>
internal sealed class SingleMessageContent<T> : HttpContent
{
    private readonly T _message;
    private readonly Marshaller<T> _marshaller;
    private readonly int _messageBytesMax;

    public SingleMessageContent(T message, Marshaller<T> marshaller, int messageBytesMax)
    {
        (_message, _marshaller, _messageBytesMax) = (message, marshaller, messageBytesMax);
        Headers.ContentType = MessageContentType.Value;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>();
        new MessageWriter<T>(output, _marshaller, _messageBytesMax).Write(_message);

        // Without a flush: headers, message and end of the stream go out as one piece.
        await stream.WriteAsync(output.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
