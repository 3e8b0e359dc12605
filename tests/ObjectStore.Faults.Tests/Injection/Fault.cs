namespace ObjectStore.Faults.Tests.Injection;

/// <summary>One kind of fault.</summary>
/// <param name="Name">For people: a few words.</param>
/// <param name="Weight">How often it is drawn, beside the others.</param>
/// <param name="InjectAsync">Injects it somewhere, by chance, and returns what heals it.</param>
internal sealed record Fault(string Name, int Weight, Func<Random, CancellationToken, Task<InjectedFault>> InjectAsync)
{
    /// <summary>Whether it destroys data on devices. Before such a fault everything must have its full redundancy, and after it has to be restored.</summary>
    public bool Destroys { get; init; }
}
