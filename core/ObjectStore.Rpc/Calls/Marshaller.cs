namespace ObjectStore.Rpc.Calls;

/// <summary>How messages of one type become bytes and back. Thread-safe if its two functions are.</summary>
/// <param name="serializer">Sets the length, writes that many bytes, and calls <see cref="SerializationContext.Complete"/>.</param>
/// <param name="deserializer">
/// Reads one message. Its bytes are borrowed: by the rules of gRPC's own library until the function returns, so that whatever outlives it is copied here.
/// </param>
public sealed class Marshaller<T>(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer)
{
    /// <summary>Writes a message.</summary>
    public Action<T, SerializationContext> ContextualSerializer { get; } = serializer;

    /// <summary>Reads a message; throws <see cref="Google.Protobuf.InvalidProtocolBufferException"/> or <see cref="InvalidDataException"/> when the bytes are none.</summary>
    public Func<DeserializationContext, T> ContextualDeserializer { get; } = deserializer;
}
