using System.Buffers;
using Google.Protobuf;
using ObjectStore.Rpc.Calls;

namespace ObjectStore.Rpc.Fragments;

/// <summary>
/// Writes and reads messages of the shape <c>{ Header header = 1; bytes payload = 2; }</c> (PutRequest, GetReply) so that the payload is copied once: out of the
/// caller's buffer into the transport's, or out of the transport's into the reader's.
/// </summary>
internal static class PayloadMarshaller
{
    private const byte HeaderTag = (1 << 3) | (int)WireFormat.WireType.LengthDelimited;
    private const byte PayloadTag = (2 << 3) | (int)WireFormat.WireType.LengthDelimited;
    private const int VarintBytesMax = 10;

    /// <summary>The marshaller for headers of one type.</summary>
    public static Marshaller<PayloadMessage<THeader>> Of<THeader>(MessageParser<THeader> parser)
        where THeader : IMessage<THeader> => new(Write, context => Read(context.PayloadAsReadOnlySequence(), parser));

    private static void Write<THeader>(PayloadMessage<THeader> message, SerializationContext context)
        where THeader : IMessage<THeader>
    {
        var headerBytes = message.Header.CalculateSize();
        var payloadBytes = (int)message.Payload.Length;
        context.SetPayloadLength(1 + CodedOutputStream.ComputeLengthSize(headerBytes) + headerBytes + 1 + CodedOutputStream.ComputeLengthSize(payloadBytes) + payloadBytes);
        var output = context.GetBufferWriter();
        WriteTag(output, HeaderTag, headerBytes);
        message.Header.WriteTo(output);
        WriteTag(output, PayloadTag, payloadBytes);
        foreach (var segment in message.Payload) output.Write(segment.Span);
        context.Complete();
    }

    private static void WriteTag(IBufferWriter<byte> output, byte tag, int length)
    {
        var span = output.GetSpan(1 + VarintBytesMax);
        span[0] = tag;
        var count = 1;
        var rest = (uint)length;
        for (; rest >= 0x80; rest >>= 7) span[count++] = (byte)(rest | 0x80);
        span[count++] = (byte)rest;
        output.Advance(count);
    }

    /// <summary>Fields may come in any order; unknown ones are passed over, of a repeated one the last counts.</summary>
    private static PayloadMessage<THeader> Read<THeader>(ReadOnlySequence<byte> bytes, MessageParser<THeader> parser)
        where THeader : IMessage<THeader>
    {
        var reader = new SequenceReader<byte>(bytes);
        var header = ReadOnlySequence<byte>.Empty;
        var payload = ReadOnlySequence<byte>.Empty;
        while (!reader.End)
        {
            var tag = ReadVarint(ref reader);
            if (tag == HeaderTag) header = ReadBytes(ref reader);
            else if (tag == PayloadTag) payload = ReadBytes(ref reader);
            else Skip(ref reader, (WireFormat.WireType)(tag & 7));
        }

        return new PayloadMessage<THeader>(parser.ParseFrom(header), payload);
    }

    private static void Skip(ref SequenceReader<byte> reader, WireFormat.WireType type)
    {
        switch (type)
        {
            case WireFormat.WireType.Varint:
                ReadVarint(ref reader);
                break;
            case WireFormat.WireType.Fixed64:
                Take(ref reader, sizeof(ulong));
                break;
            case WireFormat.WireType.LengthDelimited:
                ReadBytes(ref reader);
                break;
            case WireFormat.WireType.Fixed32:
                Take(ref reader, sizeof(uint));
                break;
            default:
                throw new InvalidDataException("A field has a wire type that is not in use.");
        }
    }

    private static ReadOnlySequence<byte> ReadBytes(ref SequenceReader<byte> reader) => Take(ref reader, ReadVarint(ref reader));

    private static ReadOnlySequence<byte> Take(ref SequenceReader<byte> reader, ulong length)
    {
        if (length > (ulong)reader.Remaining) throw new InvalidDataException("A field is longer than its message.");
        var bytes = reader.UnreadSequence.Slice(0, (long)length);
        reader.Advance((long)length);
        return bytes;
    }

    private static ulong ReadVarint(ref SequenceReader<byte> reader)
    {
        var value = 0UL;
        for (var shift = 0; shift < 7 * VarintBytesMax; shift += 7)
        {
            if (!reader.TryRead(out var next)) throw new InvalidDataException("A number is cut off.");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new InvalidDataException("A number is longer than ten bytes.");
    }
}
