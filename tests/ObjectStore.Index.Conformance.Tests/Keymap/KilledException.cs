namespace ObjectStore.Index.Conformance.Keymap;

/// <summary>Marks the death of a simulated process, so that no test takes it for a real failure.</summary>
internal sealed class KilledException() : Exception("The simulated process was killed here.");
