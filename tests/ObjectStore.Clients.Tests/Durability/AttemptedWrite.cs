namespace ObjectStore.Clients.Tests.Durability;

/// <summary>A write that was sent.</summary>
/// <param name="Content">What it writes; null for a deletion.</param>
internal sealed record AttemptedWrite(SeededContent? Content);
