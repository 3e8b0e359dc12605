using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Conformance;

/// <summary>Runs of models over two databases of an engine.</summary>
internal static class TwoDatabases
{
    /// <summary>Runs a model with the databases, empty, and a seed.</summary>
    public static async Task RunAsync<TFixture>(Func<IReadOnlyList<IOrderedStore>, int, Task> model)
        where TFixture : OrderedStoreFixture, new()
    {
        var seed = SeedOfRun.Take();
        using var first = new TFixture();
        using var second = new TFixture();
        await using var main = first.Open();
        await using var other = second.Open();
        await model([main, other], seed);
    }
}
