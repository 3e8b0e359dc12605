using System.Globalization;

namespace ObjectStore.S3.Http;

/// <summary>The range of a request (RFC 9110 §14.1.2), one at most: several ranges in one header count as none, as with AWS.</summary>
public readonly struct ByteRange
{
    private const string Unit = "bytes=";

    private readonly long? _first;
    private readonly long? _last;

    private ByteRange(long? first, long? last)
    {
        _first = first;
        _last = last;
    }

    /// <summary>
    /// Parses <c>bytes=a-b</c>, <c>bytes=a-</c> or <c>bytes=-n</c>. False on anything else; then the header is to be ignored.
    /// </summary>
    public static bool TryParse(string? header, out ByteRange range)
    {
        range = default;
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase)) return false;
        var text = header.AsSpan(Unit.Length);
        var dash = text.IndexOf('-');
        if (dash < 0 || text.Length < 2) return false;
        if (!TryParseNumber(text[..dash], out var first) || !TryParseNumber(text[(dash + 1)..], out var last)) return false;
        if (first > last) return false;
        range = new ByteRange(first, last);
        return true;
    }

    /// <summary>
    /// Which bytes of an object of <paramref name="size"/> bytes the range names; false when it names none (416). The last bytes of an empty object are all of it: no bytes, and
    /// no range either.
    /// </summary>
    public bool TryResolve(long size, out long position, out long length)
    {
        position = 0;
        length = 0;
        if (_first is { } first)
        {
            if (first >= size) return false;
            position = first;
            length = Math.Min(_last ?? long.MaxValue, size - 1) - first + 1;
            return true;
        }

        length = Math.Min(_last ?? 0, size);
        position = size - length;
        return _last > 0;
    }

    /// <summary>Parses the strict form of <c>x-amz-copy-source-range</c>: both ends, ascending.</summary>
    public static bool TryParseCopySource(string header, out long first, out long last)
    {
        first = 0;
        last = 0;
        if (!TryParse(header, out var range) || range._first is null || range._last is null) return false;
        first = range._first.Value;
        last = range._last.Value;
        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out long? number)
    {
        number = null;
        if (text.IsEmpty) return true;
        if (text.ContainsAnyExceptInRange('0', '9')) return false;
        number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : long.MaxValue;
        return true;
    }
}
