using System.Buffers;

namespace ObjectStore.Rpc.Fragments;

/// <summary>A message of a small header and a payload that is not turned into an object of its own.</summary>
/// <param name="Header">Field 1.</param>
/// <param name="Payload">Field 2. Coming in: the transport's own buffers, valid until the next message is asked for. Going out: copied when written.</param>
internal readonly record struct PayloadMessage<THeader>(THeader Header, ReadOnlySequence<byte> Payload);
