using System.Buffers;
using System.Globalization;

namespace ObjectStore.Index.Rows;

/// <summary>Entity tags inside a row: 32 lower-case hexadecimal digits take 16 bytes, <c>-N</c> a number, anything else is text.</summary>
internal static class ETagCodec
{
    /// <summary>Form of the tag: text.</summary>
    public const byte Text = 0;

    /// <summary>Form of the tag: 16 bytes.</summary>
    public const byte Packed = 1;

    /// <summary>Form of the tag: 16 bytes and a part count.</summary>
    public const byte PackedWithParts = 2;

    private const int DigitCount = 32;
    private static readonly SearchValues<char> LowerHexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The form that gives the tag back exactly.</summary>
    public static byte FormOf(string tag)
    {
        if (tag.Length < DigitCount || tag.AsSpan(0, DigitCount).ContainsAnyExcept(LowerHexDigits)) return Text;
        if (tag.Length == DigitCount) return Packed;
        return tag[DigitCount] == '-' && TryParts(tag, out var parts) && Suffix(parts) == tag[DigitCount..] ? PackedWithParts : Text;
    }

    public static void Write(ref RowWriter writer, string tag, byte form)
    {
        if (form == Text)
        {
            writer.Text(tag);
            return;
        }

        Convert.FromHexString(tag.AsSpan(0, DigitCount), writer.Take(DigitCount / 2), out _, out _);
        if (form == PackedWithParts && TryParts(tag, out var parts)) writer.Number(parts);
    }

    public static string Read(ref RowReader reader, int form)
    {
        if (form == Text) return reader.Text();
        var digits = Convert.ToHexStringLower(reader.Raw(DigitCount / 2));
        return form == Packed ? digits : digits + Suffix(reader.Number(int.MaxValue));
    }

    private static bool TryParts(string tag, out int parts) =>
        int.TryParse(tag.AsSpan(DigitCount + 1), NumberStyles.None, CultureInfo.InvariantCulture, out parts);

    private static string Suffix(int parts) => string.Create(CultureInfo.InvariantCulture, $"-{parts}");
}
