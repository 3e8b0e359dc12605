using System.Buffers;
using System.Text;

namespace ObjectStore.S3.Auth;

/// <summary>A rented, growing buffer that canonical text is written to as bytes of UTF-8. Disposed once, by who made it.</summary>
internal ref struct CanonicalBuffer
{
    /// <summary>Most bytes of a canonical request. Kestrel lets 32 KiB of headers and 8 KiB of target in, and escapes triple at most the latter.</summary>
    private const int BytesMax = 128 << 10;

    private const int InitialBytes = 2048;

    private const string HexDigits = "0123456789ABCDEF";

    /// <summary>Characters that stand for themselves in a canonical URI or query (RFC 3986 "unreserved").</summary>
    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    private byte[]? _bytes;
    private int _count;

    /// <summary>What has been written; valid until the next write.</summary>
    public readonly ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public readonly int Count => _count;

    public void Dispose()
    {
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = null;
        _count = 0;
    }

    public void Append(byte value) => Reserve(1)[_count++] = value;

    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length).AsSpan(_count));
        _count += bytes.Length;
    }

    public void Append(scoped ReadOnlySpan<char> text)
    {
        var bytes = Reserve(Encoding.UTF8.GetByteCount(text));
        _count += Encoding.UTF8.GetBytes(text, bytes.AsSpan(_count));
    }

    /// <summary>A header value without space at its ends and with one space for every run of spaces.</summary>
    public void AppendHeaderValue(scoped ReadOnlySpan<char> value)
    {
        value = value.Trim(" \t");
        for (var run = value.IndexOf("  ", StringComparison.Ordinal); run >= 0; run = value.IndexOf("  ", StringComparison.Ordinal))
        {
            Append(value[..(run + 1)]);
            value = value[run..].TrimStart(' ');
        }

        Append(value);
    }

    /// <summary>
    /// Text of a request target in canonical form: escapes are decoded, then every byte that is not unreserved is escaped with upper-case
    /// digits. In a path a slash stays a slash; in a query a plus is a space.
    /// </summary>
    /// <exception cref="Errors.S3Exception">InvalidURI when an escape is broken.</exception>
    public void AppendEscaped(scoped ReadOnlySpan<char> text, bool isPath)
    {
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyExcept(Unreserved);
            if (plain < 0) plain = text.Length;
            Append(text[..plain]);
            text = text[plain..];
            if (!text.IsEmpty) text = text[AppendOneEscaped(text, isPath)..];
        }
    }

    /// <returns>How many characters of <paramref name="text"/> that took.</returns>
    private int AppendOneEscaped(scoped ReadOnlySpan<char> text, bool isPath)
    {
        var first = text[0];
        if (first == '%')
        {
            Span<byte> value = stackalloc byte[1];
            if (text.Length < 3 || Convert.FromHexString(text.Slice(1, 2), value, out _, out _) != OperationStatus.Done)
                throw AuthErrors.InvalidUri();
            AppendByte(value[0], isPath);
            return 3;
        }

        if (first == '+' && !isPath) first = ' ';
        if (first < 0x80)
        {
            AppendByte((byte)first, isPath);
            return 1;
        }

        var status = Rune.DecodeFromUtf16(text, out var rune, out var consumed);
        if (status != OperationStatus.Done) throw AuthErrors.InvalidUri();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in bytes[..rune.EncodeToUtf8(bytes)]) AppendByte(value, isPath);
        return consumed;
    }

    private void AppendByte(byte value, bool isPath)
    {
        if (Unreserved.Contains((char)value) || (isPath && value == '/'))
        {
            Append(value);
            return;
        }

        var bytes = Reserve(3);
        bytes[_count++] = (byte)'%';
        bytes[_count++] = (byte)HexDigits[value >> 4];
        bytes[_count++] = (byte)HexDigits[value & 15];
    }

    private byte[] Reserve(int bytes)
    {
        var needed = _count + bytes;
        if (_bytes is not null && needed <= _bytes.Length) return _bytes;
        return Grow(needed);
    }

    private byte[] Grow(int needed)
    {
        if (needed > BytesMax) throw AuthErrors.TooLarge();
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(InitialBytes, (_bytes?.Length ?? 0) * 2)));
        if (_bytes is not null)
        {
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
        return larger;
    }
}
