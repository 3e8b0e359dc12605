namespace ObjectStore.Curator.Events;

/// <summary>What is sent to a destination.</summary>
/// <param name="Id">The same for every attempt, and of no other event.</param>
/// <param name="Body">The document, JSON.</param>
internal readonly record struct EventMessage(string Id, ReadOnlyMemory<byte> Body);
