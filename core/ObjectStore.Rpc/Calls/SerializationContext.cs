using System.Buffers;

namespace ObjectStore.Rpc.Calls;

/// <summary>Where a serializer writes one message.</summary>
public abstract class SerializationContext
{
    /// <summary>Announces how many bytes will be written. Called once, first.</summary>
    public abstract void SetPayloadLength(int payloadLength);

    /// <summary>Where they go. Valid until <see cref="Complete"/>.</summary>
    public abstract IBufferWriter<byte> GetBufferWriter();

    /// <summary>The message is whole.</summary>
    public abstract void Complete();
}
