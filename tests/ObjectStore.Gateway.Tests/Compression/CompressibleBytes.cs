using System.Text;

namespace ObjectStore.Gateway.Tests.Compression;

/// <summary>Bytes that shrink, do not, or do in places; the same for the same seed.</summary>
internal static class CompressibleBytes
{
    /// <summary>Lines of a log.</summary>
    public static byte[] Text(int size, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder(size + 100);
        while (text.Length < size) text.Append("2026-01-02T03:04:05Z gateway ").Append(random.Next(10_000)).Append(" GET /bucket/key-").Append(random.Next(100)).Append(" 200\n");
        return Encoding.ASCII.GetBytes(text.ToString(0, size));
    }

    public static byte[] Chance(int size, int seed = 1)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Text first, then stretches of all kinds, of which some frames shrink and others do not.</summary>
    public static byte[] Mixed(int size, int seed = 1)
    {
        var random = new Random(seed);
        var bytes = new byte[size];
        for (var begin = 0; begin < size;)
        {
            var length = Math.Min(size - begin, begin == 0 ? 140_000 : random.Next(1, 200_000));
            var kind = begin == 0 ? 0 : random.Next(3);
            if (kind < 2) (kind == 0 ? Text(length, seed + begin) : Chance(length, seed + begin)).CopyTo(bytes, begin);
            begin += length;
        }

        return bytes;
    }
}
