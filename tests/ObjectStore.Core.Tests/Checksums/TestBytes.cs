namespace ObjectStore.Core.Tests.Checksums;

/// <summary>Random bytes with a seed to print; the environment variable OBJECTSTORE_TEST_SEED replays one.</summary>
internal static class TestBytes
{
    public static byte[] Random(int length, out int seed)
    {
        seed = int.TryParse(Environment.GetEnvironmentVariable("OBJECTSTORE_TEST_SEED"), out var replay) ? replay : System.Random.Shared.Next();
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
