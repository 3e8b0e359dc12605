using System.Buffers;
using System.Net;

namespace ObjectStore.S3.Validation;

/// <summary>The rules of names of buckets (Amazon S3 user guide, "General purpose bucket naming rules").</summary>
public static class BucketName
{
    private const int LengthMin = 3;
    private const int LengthMax = 63;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");
    private static readonly string[] ReservedPrefixes = ["xn--", "sthree-"];
    private static readonly string[] ReservedSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

    /// <summary>
    /// Whether a bucket may have this name. Stricter than AWS in one point, as older releases of S3 were: a dash may not stand beside a dot,
    /// because such a name cannot be a host name.
    /// </summary>
    public static bool IsValid(string name)
    {
        if (name.Length is < LengthMin or > LengthMax || name.AsSpan().ContainsAnyExcept(Allowed)) return false;
        if (!char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1])) return false;
        for (var i = 1; i < name.Length; i++)
        {
            if ((name[i - 1], name[i]) is ('.', '.') or ('.', '-') or ('-', '.')) return false;
        }

        return !IsReserved(name) && !(char.IsAsciiDigit(name[^1]) && name.AsSpan().Count('.') == 3 && IPAddress.TryParse(name, out _));
    }

    private static bool IsReserved(string name)
    {
        foreach (var prefix in ReservedPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) return true;
        }

        foreach (var suffix in ReservedSuffixes)
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
