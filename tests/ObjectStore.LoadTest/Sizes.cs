using System.Globalization;

namespace ObjectStore.LoadTest;

/// <summary>Sizes as people write them: <c>4K</c>, <c>1M</c>, <c>1G</c> in powers of 1,024.</summary>
internal static class Sizes
{
    private const string Units = "KMG";

    /// <summary>Reads a size.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static long Parse(string text)
    {
        var unit = Units.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        return unit < 0
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : long.Parse(text[..^1], CultureInfo.InvariantCulture) << (10 * (unit + 1));
    }

    /// <summary>Writes a size with the largest unit that divides it.</summary>
    public static string Format(long bytes)
    {
        var unit = -1;
        for (; bytes > 0 && bytes % 1024 == 0 && unit < Units.Length - 1; unit++)
            bytes /= 1024;
        return bytes.ToString(CultureInfo.InvariantCulture) + (unit < 0 ? "" : Units[unit]);
    }
}
