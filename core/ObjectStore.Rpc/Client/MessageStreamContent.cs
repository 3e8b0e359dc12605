using System.IO.Pipelines;
using System.Net;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Framing;

namespace ObjectStore.Rpc.Client;

/// <summary>The requests of a call that has any number of them.</summary>
internal sealed class MessageStreamContent<T> : HttpContent, IClientStreamWriter<T>
{
    private readonly Marshaller<T> _marshaller;
    private readonly int _messageBytesMax;
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PipeWriter> _output = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PipeWriter? _pipe;
    private MessageWriter<T>? _messages;

    public MessageStreamContent(Marshaller<T> marshaller, int messageBytesMax)
    {
        (_marshaller, _messageBytesMax) = (marshaller, messageBytesMax);
        Headers.ContentType = MessageContentType.Value;
    }

    /// <inheritdoc />
    public async ValueTask ReadyAsync(CancellationToken cancellationToken)
    {
        _pipe ??= await _output.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        _messages ??= new MessageWriter<T>(_pipe, _marshaller, _messageBytesMax);
    }

    /// <inheritdoc />
    public void Buffer(T message) => (_messages ?? throw new InvalidOperationException("The stream is not open yet.")).Write(message);

    /// <inheritdoc />
    public async ValueTask WriteAsync(T message, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        Buffer(message);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _pipe!.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task CompleteAsync()
    {
        _completed.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>The call has ended: nothing can be written any more.</summary>
    public void Abandon()
    {
        _output.TrySetCanceled();
        _completed.TrySetResult();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // Sends the headers, for which a peer may wait that answers before the first message.
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _output.TrySetResult(PipeWriter.Create(stream, MessageContentType.StreamOptions));
        await _completed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Abandon();
        base.Dispose(disposing);
    }
}
