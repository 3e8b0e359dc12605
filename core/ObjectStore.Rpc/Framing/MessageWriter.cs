using System.Buffers;
using System.Buffers.Binary;
using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Calls;

namespace ObjectStore.Rpc.Framing;

/// <summary>Writes messages, each behind its prefix, to whoever sends them.</summary>
internal sealed class MessageWriter<T>(IBufferWriter<byte> output, Marshaller<T> marshaller, int messageBytesMax) : SerializationContext
{
    private readonly CountingWriter _payload = new(output);
    private int _length;
    private bool _isComplete;

    /// <summary>Takes a message.</summary>
    /// <exception cref="RpcException">ResourceExhausted: too long. Nothing was written.</exception>
    public void Write(T message)
    {
        _isComplete = false;
        marshaller.ContextualSerializer(message, this);
        Invariant.That(_isComplete);
    }

    /// <inheritdoc />
    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > messageBytesMax)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"A message of {payloadLength} bytes is longer than {messageBytesMax}."));
        var prefix = output.GetSpan(MessageReader<T>.PrefixBytes);
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], payloadLength);
        output.Advance(MessageReader<T>.PrefixBytes);
        _length = payloadLength;
        _payload.Count = 0;
    }

    /// <inheritdoc />
    public override IBufferWriter<byte> GetBufferWriter() => _payload;

    /// <inheritdoc />
    public override void Complete()
    {
        // A prefix that lies about its message would shift everything behind it.
        Invariant.That(_payload.Count == _length);
        _isComplete = true;
    }

    /// <summary>Counts what a serializer writes. A pipe itself cannot tell: one whose stream was aborted takes bytes and drops them.</summary>
    private sealed class CountingWriter(IBufferWriter<byte> output) : IBufferWriter<byte>
    {
        public long Count { get; set; }

        public void Advance(int count)
        {
            Count += count;
            output.Advance(count);
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);
    }
}
