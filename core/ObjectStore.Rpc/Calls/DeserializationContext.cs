using System.Buffers;

namespace ObjectStore.Rpc.Calls;

/// <summary>The bytes of one message on their way into a deserializer.</summary>
public abstract class DeserializationContext
{
    /// <summary>How many there are.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The bytes, borrowed until the deserializer returns.</summary>
    public abstract ReadOnlySequence<byte> PayloadAsReadOnlySequence();
}
