using System.Buffers;

namespace ObjectStore.S3.Xml;

/// <summary>Percent-encoding of keys in listings with <c>encoding-type=url</c>.</summary>
public static class UrlText
{
    private static readonly SearchValues<byte> Kept =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/*"u8);

    /// <summary>The bytes themselves when there is nothing to encode, otherwise an encoded copy.</summary>
    public static ReadOnlySpan<byte> Encode(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.ContainsAnyExcept(Kept)) return utf8;
        var encoded = new byte[utf8.Length * 3];
        var written = 0;
        foreach (var value in utf8)
        {
            if (Kept.Contains(value))
            {
                encoded[written++] = value;
                continue;
            }

            encoded[written++] = (byte)'%';
            encoded[written++] = HexDigit(value >> 4);
            encoded[written++] = HexDigit(value & 0xF);
        }

        return encoded.AsSpan(0, written);
    }

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);
}
