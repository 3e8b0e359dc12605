using System.Buffers;
using System.Text;

namespace ObjectStore.S3.Websites;

/// <summary>Text that goes into addresses as its author wrote it.</summary>
internal static class UriText
{
    /// <summary>What an address consists of, escapes included (RFC 3986 §2).</summary>
    private static readonly SearchValues<char> Legal =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    /// <summary>Whether the text has nothing but characters of addresses.</summary>
    public static bool IsUri(string text) => !text.AsSpan().ContainsAnyExcept(Legal);

    /// <summary>The text with whatever an address cannot hold percent-encoded: blanks, quotes, control characters, and all that is not ASCII.</summary>
    public static string Escape(string text)
    {
        if (IsUri(text)) return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (Legal.Contains((char)value)) escaped.Append((char)value);
            else escaped.Append('%').Append(Convert.ToHexString([value]));
        }

        return escaped.ToString();
    }
}
