using System.Text;

namespace ObjectStore.Gateway.AccessLogs;

/// <summary>Fields of records: whatever clients send stays within its field and its line. Pure.</summary>
internal static class LogText
{
    private const string Hex = "0123456789ABCDEF";

    /// <summary>A field that is not there.</summary>
    public const char None = '-';

    /// <summary>A field in quotes; what is not printable ASCII, quotes and backslashes are percent-encoded.</summary>
    public static void AppendQuoted(StringBuilder line, string? text)
    {
        line.Append('"');
        Append(line, text, static value => value is >= 0x20 and < 0x7f and not ((byte)'"' or (byte)'\\'));
        line.Append('"');
    }

    /// <summary>A field without quotes; blanks are percent-encoded, too.</summary>
    public static void AppendWord(StringBuilder line, string? text) => Append(line, text, static value => value is > 0x20 and < 0x7f and not ((byte)'"' or (byte)'\\'));

    /// <summary>A key, encoded as in URLs.</summary>
    public static void AppendKey(StringBuilder line, string? text) =>
        Append(line, text, static value => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' or (byte)'/');

    private static void Append(StringBuilder line, string? text, Func<byte, bool> isPlain)
    {
        if (string.IsNullOrEmpty(text))
        {
            line.Append(None);
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var value in utf8[..rune.EncodeToUtf8(utf8)])
            {
                if (isPlain(value)) line.Append((char)value);
                else line.Append('%').Append(Hex[value >> 4]).Append(Hex[value & 15]);
            }
        }
    }
}
