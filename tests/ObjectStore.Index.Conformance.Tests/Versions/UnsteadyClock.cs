namespace ObjectStore.Index.Conformance.Versions;

/// <summary>A clock that is set forwards and back by up to an hour whenever it is asked: versions must sort by their commits all the same.</summary>
internal sealed class UnsteadyClock(Random random) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Start.AddSeconds(random.Next(3600));
}
