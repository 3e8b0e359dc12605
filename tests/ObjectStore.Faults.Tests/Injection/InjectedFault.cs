namespace ObjectStore.Faults.Tests.Injection;

/// <summary>A fault that is there now.</summary>
/// <param name="Where">What it hit.</param>
/// <param name="HealAsync">Takes it away; the cluster does the rest.</param>
internal sealed record InjectedFault(string Where, Func<CancellationToken, Task> HealAsync);
