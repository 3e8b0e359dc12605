using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Tests.Keymap.Simulation;

/// <summary>A partition of the simulated keymap.</summary>
internal sealed record SimulatedPartition(byte[] Start, byte[] End, Epoch Epoch, string Database)
{
    public TimeSpan? ChangedAt { get; init; }

    public string? MovingTo { get; init; }

    public TimeSpan MoveEndsAt { get; init; }
}
