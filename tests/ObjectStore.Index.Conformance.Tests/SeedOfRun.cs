using System.Globalization;
using Xunit;

namespace ObjectStore.Index.Conformance;

/// <summary>The seed of a random run: OBJECTSTORE_TEST_SEED, or one that no other run has. It is told, so that a failure can be seen again.</summary>
internal static class SeedOfRun
{
    private const string Variable = "OBJECTSTORE_TEST_SEED";

    public static int Take()
    {
        var seed = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed} ({Variable})");
        return seed;
    }
}
