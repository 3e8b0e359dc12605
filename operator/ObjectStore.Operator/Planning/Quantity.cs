using System.Globalization;

namespace ObjectStore.Operator.Planning;

/// <summary>Numbers of bytes as Kubernetes writes them: 500Gi, 1.5T.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50), ("Ei", 1L << 60),
        ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m), ("E", 1e18m),
    ];

    /// <summary>Reads a positive number of bytes; false for anything else.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var known = Suffixes.Where(each => text.EndsWith(each.Suffix, StringComparison.Ordinal)).ToArray();
        var (suffix, factor) = known.Length > 0 ? known[0] : ("", 1m);
        var digits = text.AsSpan(0, text.Length - suffix.Length);
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number <= 0) return false;
        if (number > long.MaxValue / factor) return false;
        bytes = (long)(number * factor);
        return bytes > 0;
    }
}
