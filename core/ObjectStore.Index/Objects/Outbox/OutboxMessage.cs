namespace ObjectStore.Index.Objects.Outbox;

/// <summary>What one commit tells one destination.</summary>
/// <param name="Consumer">Who takes it there.</param>
/// <param name="Destination">Where to, as the consumer names it.</param>
/// <param name="Content">The rest, in the consumer's own form.</param>
public readonly record struct OutboxMessage(OutboxConsumer Consumer, string Destination, ReadOnlyMemory<byte> Content);
