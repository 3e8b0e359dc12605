namespace ObjectStore.Simulation.Tests.Kernel;

/// <summary>The simulation itself cannot go on: nothing is left to happen, too much happens, or something has left its thread.</summary>
internal sealed class SimulationException(string message) : Exception(message);
