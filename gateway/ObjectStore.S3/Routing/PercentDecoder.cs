using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace ObjectStore.S3.Routing;

/// <summary>Undoes percent-encoding (RFC 3986 §2.1) into the bytes that were encoded. Nothing is normalised.</summary>
public static class PercentDecoder
{
    /// <summary>False when an escape is cut off or not hexadecimal, or a character is not ASCII. A plus stays a plus.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes) => TryDecode(text, plusIsSpace: false, out bytes);

    /// <summary>The same where a plus is a space.</summary>
    public static bool TryDecodeForm(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes) => TryDecode(text, plusIsSpace: true, out bytes);

    /// <summary>The same for a name or value of a query, where a plus is a space; false also when the bytes are not UTF-8.</summary>
    public static bool TryDecodeQuery(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (!text.ContainsAny('%', '+'))
        {
            if (!Ascii.IsValid(text)) return false;
            value = text.ToString();
            return true;
        }

        var bytes = new byte[text.Length];
        if (!TryDecode(text, bytes, plusIsSpace: true, out var written) || !Utf8.IsValid(bytes.AsSpan(0, written))) return false;
        value = Encoding.UTF8.GetString(bytes.AsSpan(0, written));
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<char> text, bool plusIsSpace, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[text.Length - 2 * text.Count('%') is var length and >= 0 ? length : 0];
        if (TryDecode(text, bytes, plusIsSpace, out var written) && written == bytes.Length) return true;
        bytes = null;
        return false;
    }

    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination, bool plusIsSpace, out int written)
    {
        written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c > 0x7F || written == destination.Length) return false;
            if (c == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return false;
                destination[written++] = (byte)((HexValue(text[i + 1]) << 4) | HexValue(text[i + 2]));
                i += 2;
            }
            else
            {
                destination[written++] = plusIsSpace && c == '+' ? (byte)' ' : (byte)c;
            }
        }

        return true;
    }

    private static int HexValue(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
