using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Outboxes;

/// <summary>A row of the outbox that its destination does not get.</summary>
/// <param name="Entry">The row.</param>
/// <param name="Reason">Why its last attempt failed; empty when it was not tried.</param>
internal readonly record struct GivenUpRow(OutboxEntry Entry, string Reason);
