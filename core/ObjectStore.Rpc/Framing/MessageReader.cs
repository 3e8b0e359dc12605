using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;
using ObjectStore.Rpc.Calls;

namespace ObjectStore.Rpc.Framing;

/// <summary>
/// Cuts what a pipe brings into messages: 1 byte compressed flag, 4 bytes length big endian, message. The bytes of <see cref="Current"/> stay
/// where they are until the next call, so that a message may point into them.
/// </summary>
/// <remarks>
/// Holds at most one message of the allowed length and what the pipe read ahead. Hands bytes back to the transport, whose flow control then asks for more,
/// only when no whole message is left.
/// </remarks>
internal sealed class MessageReader<T>(PipeReader input, Marshaller<T> marshaller, int messageBytesMax) : DeserializationContext
{
    public const int PrefixBytes = 5;

    private ReadOnlySequence<byte> _unread;
    private ReadOnlySequence<byte> _message;
    private bool _hasBuffer;
    private bool _isCompleted;

    /// <summary>The message that was read last.</summary>
    public T Current { get; private set; } = default!;

    /// <inheritdoc />
    public override int PayloadLength => (int)_message.Length;

    /// <inheritdoc />
    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _message;

    /// <summary>Reads the next message; false at the end.</summary>
    /// <exception cref="RpcException">ResourceExhausted: too long. Unimplemented: compressed. Internal: cut off, or not a message.</exception>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        while (!TryTake())
        {
            if (_isCompleted)
            {
                if (!_unread.IsEmpty) throw Fail(StatusCode.Internal, "The stream ends inside a message.");
                return false;
            }

            if (_hasBuffer) input.AdvanceTo(_unread.Start, _unread.End);
            _hasBuffer = false;
            var read = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            (_unread, _hasBuffer, _isCompleted) = (read.Buffer, true, read.IsCompleted);
            if (read.IsCanceled) throw new OperationCanceledException(cancellationToken);
        }

        Current = Deserialize();
        return true;
    }

    /// <summary>Lets go of what was read. Nothing may point into the last message any more.</summary>
    public void Release()
    {
        if (_hasBuffer) input.AdvanceTo(_unread.End);
        _hasBuffer = false;
        _unread = default;
    }

    private bool TryTake()
    {
        if (_unread.Length < PrefixBytes) return false;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        _unread.Slice(0, PrefixBytes).CopyTo(prefix);
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (prefix[0] == 1) throw Fail(StatusCode.Unimplemented, "Compressed messages are not understood; grpc-accept-encoding is identity.");
        if (prefix[0] != 0) throw Fail(StatusCode.Internal, "The message's flag is neither 0 nor 1.");
        if (length > messageBytesMax) throw Fail(StatusCode.ResourceExhausted, $"A message of {length} bytes is longer than {messageBytesMax}.");
        if (_unread.Length < PrefixBytes + length) return false;
        _message = _unread.Slice(PrefixBytes, length);
        _unread = _unread.Slice(_message.End);
        return true;
    }

    private T Deserialize()
    {
        try
        {
            return marshaller.ContextualDeserializer(this);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"The bytes are not a message: {exception.Message}"), null, exception);
        }
    }

    private static RpcException Fail(StatusCode code, string detail) => new(new Status(code, detail));
}
