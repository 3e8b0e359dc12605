namespace ObjectStore.Erasure.Tests;

/// <summary>Random bytes with a seed to print; the environment variable OBJECTSTORE_TEST_SEED replays one.</summary>
internal static class TestBytes
{
    public static Random Random(out int seed)
    {
        seed = int.TryParse(Environment.GetEnvironmentVariable("OBJECTSTORE_TEST_SEED"), out var replay) ? replay : System.Random.Shared.Next();
        return new Random(seed);
    }

    public static byte[] NextBytes(this Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
