using System.Globalization;

namespace ObjectStore.Simulation.Tests;

/// <summary>How a run ended.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Shape">What cluster it was.</param>
/// <param name="TraceHash">Hash of everything that happened.</param>
/// <param name="Events">How many events that were.</param>
/// <param name="Operations">Operations on keys.</param>
/// <param name="Requests">Requests, and how many of them succeeded.</param>
/// <param name="Successes">Requests that succeeded.</param>
/// <param name="Faults">Faults.</param>
/// <param name="Violations">What should not have been; empty when all is well.</param>
/// <param name="Trace">The last events.</param>
internal sealed record SimulationResult(
    int Seed, string Shape, ulong TraceHash, int Events, int Operations, int Requests, int Successes, int Faults, IReadOnlyList<string> Violations, string Trace)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: {Shape}; {Operations} operations, {Requests} requests ({Successes} succeeded), {Faults} faults, {Events} events, hash {TraceHash:x16}, {Violations.Count} violations");
}
