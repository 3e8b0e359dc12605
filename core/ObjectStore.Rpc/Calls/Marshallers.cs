using Google.Protobuf;

namespace ObjectStore.Rpc.Calls;

/// <summary>Marshallers of generated messages.</summary>
public static class Marshallers
{
    /// <summary>The marshaller of a generated message.</summary>
    public static Marshaller<T> Of<T>(MessageParser<T> parser)
        where T : IMessage<T> => new(
        static (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
