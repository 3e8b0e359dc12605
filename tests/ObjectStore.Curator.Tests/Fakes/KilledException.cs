namespace ObjectStore.Curator.Tests.Fakes;

/// <summary>Marks an injected end of the process.</summary>
internal sealed class KilledException : Exception
{
    public KilledException()
        : base("Injected end of the process.")
    {
    }
}
