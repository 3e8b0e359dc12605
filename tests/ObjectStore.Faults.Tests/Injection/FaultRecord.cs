namespace ObjectStore.Faults.Tests.Injection;

/// <summary>A fault that was injected and healed.</summary>
/// <param name="At">When it came, since the start of the run.</param>
/// <param name="Name">What it was.</param>
/// <param name="Where">What it hit.</param>
/// <param name="Lasted">Until it was taken away.</param>
/// <param name="ReadsStopped">The longest that a read was tried until it succeeded, while the fault was there.</param>
/// <param name="WritesStopped">The same for writes.</param>
/// <param name="Recovered">From when it was taken away until every read and write succeeded.</param>
internal sealed record FaultRecord(TimeSpan At, string Name, string Where, TimeSpan Lasted, TimeSpan ReadsStopped, TimeSpan WritesStopped, TimeSpan Recovered);
