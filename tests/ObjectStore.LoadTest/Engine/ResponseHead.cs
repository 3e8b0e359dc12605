using System.Buffers.Text;

namespace ObjectStore.LoadTest.Engine;

/// <summary>What the load loop needs to know of an answer.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="HeadBytes">Bytes up to the body.</param>
/// <param name="BodyBytes">Bytes of the body.</param>
/// <param name="MustClose">Whether the connection cannot be used again.</param>
internal readonly record struct ResponseHead(int Status, int HeadBytes, long BodyBytes, bool MustClose)
{
    private const int StatusOffset = 9;

    /// <summary>Parses a head; returns false while its end has not arrived.</summary>
    public static bool TryParse(ReadOnlySpan<byte> received, out ResponseHead head)
    {
        head = default;
        var end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0 || !Utf8Parser.TryParse(received[StatusOffset..], out int status, out _))
            return false;
        long length = 0;
        var mustClose = false;
        var rest = received[..end];
        for (var line = rest.IndexOf("\r\n"u8); line >= 0; line = rest.IndexOf("\r\n"u8))
        {
            rest = rest[(line + 2)..];
            if (StartsWith(rest, "content-length:"u8))
                length = Utf8Parser.TryParse(rest["content-length:".Length..].TrimStart((byte)' '), out long given, out _) ? given : 0;
            else if (StartsWith(rest, "connection: close"u8) || StartsWith(rest, "transfer-encoding:"u8))
                mustClose = true;
        }
        head = new ResponseHead(status, end + 4, status is 204 or 304 ? 0 : length, mustClose);
        return true;
    }

    private static bool StartsWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> lowerCase)
    {
        if (line.Length < lowerCase.Length)
            return false;
        for (var index = 0; index < lowerCase.Length; index++)
        {
            var value = line[index];
            if ((value is >= (byte)'A' and <= (byte)'Z' ? value + 32 : value) != lowerCase[index])
                return false;
        }
        return true;
    }
}
