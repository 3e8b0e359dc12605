using ObjectStore.Index.Heat;

namespace ObjectStore.Curator.Tests.Keymap.Simulation;

/// <summary>What clients do, as a function of virtual time.</summary>
internal abstract class Workload
{
    /// <summary>Rate of all requests.</summary>
    public abstract double RequestsPerSecond(TimeSpan at);

    /// <summary>One random request.</summary>
    /// <returns>Its kind, and the length of its position.</returns>
    public abstract (HeatKind Kind, int Length) Next(Random random, TimeSpan at, Span<byte> position);

    /// <summary>How many keys lie before a position.</summary>
    public abstract double KeysBefore(ReadOnlySpan<byte> position, TimeSpan at);

    /// <summary>All keys.</summary>
    public abstract double Keys(TimeSpan at);

    /// <summary>A key that has about so many before it.</summary>
    public abstract byte[] KeyAt(double rank, TimeSpan at);
}
