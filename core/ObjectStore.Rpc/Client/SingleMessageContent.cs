using System.IO.Pipelines;
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
        var output = PipeWriter.Create(stream, MessageContentType.SingleOptions);
        new MessageWriter<T>(output, _marshaller, _messageBytesMax).Write(_message);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        await output.CompleteAsync().ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
