namespace ObjectStore.Cli.Output;

/// <summary>What tables of destinations, of events and of replication, have in common.</summary>
internal static class DestinationTables
{
    /// <summary>Given-up items that a table shows; JSON has all that are kept.</summary>
    private const int GivenUpMax = 10;

    /// <summary>The name of a destination as tables show it.</summary>
    public static string NameOf(string name, bool isInSettings) => isInSettings ? name : $"{name} (not in the settings)";

    /// <summary>What was given up last of all destinations, the latest first.</summary>
    public static IReadOnlyList<T> LatestOf<T>(IEnumerable<T> givenUp, Func<T, DateTimeOffset> at) => [.. givenUp.OrderByDescending(at).Take(GivenUpMax)];
}
