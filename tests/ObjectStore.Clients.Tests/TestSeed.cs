using System.Globalization;

namespace ObjectStore.Clients.Tests;

/// <summary>The seed of a random test: a new one each run, or that of <c>OBJECTSTORE_TEST_SEED</c> to replay.</summary>
internal static class TestSeed
{
    /// <summary>Returns the seed, and writes it to the test's output.</summary>
    public static int Next()
    {
        var text = Environment.GetEnvironmentVariable("OBJECTSTORE_TEST_SEED");
        var seed = int.TryParse(text, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"OBJECTSTORE_TEST_SEED={seed}"));
        return seed;
    }
}
