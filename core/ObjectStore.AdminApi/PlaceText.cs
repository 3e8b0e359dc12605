using System.Globalization;
using System.Text;

namespace ObjectStore.AdminApi;

/// <summary>
/// Places in the key space as people write them: <c>BUCKET/KEY</c>, where KEY may be the beginning of keys or empty, and a bucket without a name is
/// <c>#</c> and the 16 hexadecimal digits of its id. Bytes that are not printable UTF-8 are <c>\xNN</c>, a backslash is <c>\\</c>.
/// </summary>
/// <remarks>What <see cref="Format"/> writes, <see cref="TryParse"/> reads back as the same bytes.</remarks>
public static class PlaceText
{
    private const int IdDigits = 16;

    /// <summary>The text of a place.</summary>
    /// <param name="bucketName">Name of the bucket, or null when it has none (any more).</param>
    /// <param name="bucketId">Its id.</param>
    /// <param name="key">Beginning of keys, any bytes.</param>
    public static string Format(string? bucketName, ulong bucketId, ReadOnlySpan<byte> key)
    {
        var text = new StringBuilder();
        if (bucketName is null) text.Append('#').Append(bucketId.ToString("x16", CultureInfo.InvariantCulture));
        else text.Append(bucketName);
        text.Append('/');
        while (!key.IsEmpty)
        {
            var isWhole = Rune.DecodeFromUtf8(key, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (isWhole && rune.Value == '\\') text.Append(@"\\");
            else if (isWhole && IsPrintable(rune)) text.Append(rune.ToString());
            else AppendEscaped(text, key[..length]);
            key = key[length..];
        }

        return text.ToString();
    }

    /// <summary>Reads a place; false when there is no slash after a bucket, or an escape is not one.</summary>
    /// <param name="text">What a person wrote.</param>
    /// <param name="bucketName">The name, or null when an id was given.</param>
    /// <param name="bucketId">The id, or 0 when a name was given.</param>
    /// <param name="key">Bytes of the key or of its beginning.</param>
    public static bool TryParse(string text, out string? bucketName, out ulong bucketId, out byte[] key)
    {
        (bucketName, bucketId, key) = (null, 0, []);
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || !TryUnescape(text.AsSpan(slash + 1), out key)) return false;
        var bucket = text[..slash];
        if (bucket[0] != '#')
        {
            bucketName = bucket;
            return true;
        }

        return bucket.Length == 1 + IdDigits && ulong.TryParse(bucket.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bucketId);
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate) && rune.Value != Rune.ReplacementChar.Value;

    private static void AppendEscaped(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) text.Append(@"\x").Append(value.ToString("x2", CultureInfo.InvariantCulture));
    }

    private static bool TryUnescape(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        var result = new List<byte>(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            if (text.StartsWith(@"\\"))
            {
                result.Add((byte)'\\');
                text = text[2..];
            }
            else if (text[0] == '\\')
            {
                if (text.Length < 4 || text[1] != 'x' || !byte.TryParse(text[2..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
                result.Add(value);
                text = text[4..];
            }
            else
            {
                if (Rune.DecodeFromUtf16(text, out var rune, out var length) != System.Buffers.OperationStatus.Done) return false;
                result.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                text = text[length..];
            }
        }

        bytes = [.. result];
        return true;
    }
}
