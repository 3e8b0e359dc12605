using System.Globalization;
using System.Net;
using ObjectStore.Policies.Matching;

namespace ObjectStore.Policies.Conditions;

/// <summary>Compares the value of a request with that of a policy. What cannot be read as the operator's type does not match.</summary>
internal static class ValueComparer
{
    private const int ArnParts = 6;

    /// <summary>Bits before the address of IPv4 in a mapped one.</summary>
    private const int MappedPrefix = 96;

    private static readonly string[] DateForms = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd"];

    /// <param name="comparison">How.</param>
    /// <param name="actual">Of the request.</param>
    /// <param name="expected">Of the policy, expanded, wildcards marked.</param>
    public static bool Matches(Comparison comparison, string actual, string expected) => comparison switch
    {
        Comparison.StringEquals => actual == expected,
        Comparison.StringEqualsIgnoreCase => actual.Equals(expected, StringComparison.OrdinalIgnoreCase),
        Comparison.StringLike => Wildcard.IsMatch(expected, actual),
        Comparison.Bool => bool.TryParse(actual, out var left) && bool.TryParse(expected, out var right) && left == right,
        Comparison.BinaryEquals => actual == expected,
        Comparison.IpAddress => TryParseNetwork(expected, out var network) && IPAddress.TryParse(actual, out var address) && Contains(network, address),
        Comparison.ArnLike => MatchesArn(actual, expected),
        >= Comparison.NumericEquals and <= Comparison.NumericGreaterThanEquals =>
            TryParseNumber(actual, out var number) && TryParseNumber(expected, out var bound) && Holds(comparison - Comparison.NumericEquals, number.CompareTo(bound)),
        >= Comparison.DateEquals and <= Comparison.DateGreaterThanEquals =>
            TryParseDate(actual, out var date) && TryParseDate(expected, out var limit) && Holds(comparison - Comparison.DateEquals, date.CompareTo(limit)),
        _ => false,
    };

    /// <summary>Whether a policy may give this value to the operator.</summary>
    public static bool IsValid(Comparison comparison, string value) => comparison switch
    {
        Comparison.Bool or Comparison.Null => bool.TryParse(value, out _),
        Comparison.IpAddress => TryParseNetwork(value, out _),
        >= Comparison.NumericEquals and <= Comparison.NumericGreaterThanEquals => TryParseNumber(value, out _),
        >= Comparison.DateEquals and <= Comparison.DateGreaterThanEquals => TryParseDate(value, out _),
        Comparison.BinaryEquals => Convert.TryFromBase64String(value, new byte[value.Length], out _),
        _ => true,
    };

    private static bool Holds(int relation, int order) => relation switch
    {
        0 => order == 0,
        1 => order < 0,
        2 => order <= 0,
        3 => order > 0,
        _ => order >= 0,
    };

    private static bool TryParseNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    /// <summary>ISO 8601, or seconds since 1970.</summary>
    private static bool TryParseDate(string text, out DateTimeOffset date)
    {
        if (DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date)) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return false;
        date = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    /// <summary>A network, or one address. Bits of the host part may be set, as AWS takes them. One of mapped addresses (RFC 4291 §2.5.5.2) is one of IPv4.</summary>
    public static bool TryParseNetwork(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!AddressText.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out var address)) return false;
        var bits = address.GetAddressBytes();
        var length = bits.Length * 8;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits.Length * 8)) return false;
        for (var i = 0; i < bits.Length; i++) bits[i] &= (byte)(0xFF00 >> Math.Clamp(length - (i * 8), 0, 8));
        var first = new IPAddress(bits);
        network = first.IsIPv4MappedToIPv6 ? new IPNetwork(first.MapToIPv4(), length - MappedPrefix) : new IPNetwork(first, length);
        return true;
    }

    /// <summary>A mapped address is one of IPv4, of which no network of IPv6 has any, as on AWS; <see cref="IPNetwork.Contains"/> finds it in wide ones.</summary>
    private static bool Contains(IPNetwork network, IPAddress address) => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>Each of the six parts matches on its own, so that a wildcard does not reach over a colon.</summary>
    private static bool MatchesArn(string actual, string pattern)
    {
        var (left, right) = (pattern.Split(':', ArnParts), actual.Split(':', ArnParts));
        if (left.Length != ArnParts || right.Length != ArnParts) return false;
        for (var i = 0; i < ArnParts; i++)
        {
            if (!Wildcard.IsMatch(left[i], right[i])) return false;
        }

        return true;
    }
}
