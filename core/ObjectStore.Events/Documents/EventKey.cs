using System.Buffers;
using System.Globalization;
using System.Text;

namespace ObjectStore.Events.Documents;

/// <summary>Object keys as event documents write them.</summary>
public static class EventKey
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.*/"u8);

    /// <summary>The key encoded as in forms, as Java's URLEncoder does, with slashes left.</summary>
    public static string Encode(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder(utf8.Length);
        foreach (var value in utf8)
        {
            if (Plain.Contains(value)) text.Append((char)value);
            else if (value == (byte)' ') text.Append('+');
            else text.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }

        return text.ToString();
    }
}
