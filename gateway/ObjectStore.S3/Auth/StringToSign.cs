using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ObjectStore.S3.Auth;

/// <summary>The text that is signed: algorithm, time, scope and hashes, each on a line.</summary>
internal ref struct StringToSign
{
    /// <summary>Enough for the longest: algorithm 25, time 17, scope at most 72, three hashes of 65.</summary>
    public const int BytesMax = 384;

    private readonly Span<byte> _buffer;
    private int _count;

    /// <param name="buffer"><see cref="BytesMax"/> bytes, borrowed.</param>
    /// <param name="algorithm">The first line.</param>
    /// <param name="timestamp">16 ASCII characters.</param>
    /// <param name="scope">Date, region, service and terminator.</param>
    public StringToSign(Span<byte> buffer, ReadOnlySpan<byte> algorithm, ReadOnlySpan<char> timestamp, ReadOnlySpan<byte> scope)
    {
        _buffer = buffer;
        algorithm.CopyTo(buffer);
        _count = algorithm.Length;
        buffer[_count++] = (byte)'\n';
        _count += Encoding.ASCII.GetBytes(timestamp, buffer[_count..]);
        buffer[_count++] = (byte)'\n';
        scope.CopyTo(buffer[_count..]);
        _count += scope.Length;
    }

    /// <summary>What has been written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._count];

    /// <summary>Adds a line with <paramref name="value"/> in lower-case hexadecimal digits.</summary>
    public void AppendHexLine(scoped ReadOnlySpan<byte> value)
    {
        _buffer[_count++] = (byte)'\n';
        Convert.TryToHexStringLower(value, _buffer[_count..], out var written);
        _count += written;
    }

    /// <summary>Adds a line with the SHA-256 of <paramref name="text"/>.</summary>
    public void AppendHashLine(scoped ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        AppendHexLine(hash);
    }

    /// <summary>Whether <paramref name="signature"/>, 32 bytes, is that of the text. Takes as long whatever it is.</summary>
    /// <param name="key">The signing key.</param>
    /// <param name="signature">What the client sent.</param>
    /// <param name="computed">32 bytes that get the right signature.</param>
    public readonly bool IsSignedBy(SigningKey key, scoped ReadOnlySpan<byte> signature, Span<byte> computed)
    {
        key.Sign(Written, computed);
        return CryptographicOperations.FixedTimeEquals(signature, computed);
    }

    /// <summary>The same for a signature in hexadecimal digits; anything else is not a signature.</summary>
    public readonly bool IsSignedBy(SigningKey key, scoped ReadOnlySpan<char> signature, Span<byte> computed)
    {
        Span<byte> provided = stackalloc byte[SigningKey.Size];
        var isHex = signature.Length == 2 * SigningKey.Size
            && Convert.FromHexString(signature, provided, out _, out _) == OperationStatus.Done;
        return IsSignedBy(key, provided, computed) && isHex;
    }
}
