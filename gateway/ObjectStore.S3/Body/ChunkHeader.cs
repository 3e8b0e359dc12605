using System.Buffers;
using System.Buffers.Text;
using ObjectStore.S3.Auth;

namespace ObjectStore.S3.Body;

/// <summary>The line before each chunk: <c>size-in-hex[;chunk-signature=64-hex-digits]</c>.</summary>
internal static class ChunkHeader
{
    private static ReadOnlySpan<byte> SignaturePrefix => "chunk-signature="u8;

    /// <summary>False when <paramref name="line"/> is anything else.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="signature">Gets 32 bytes; empty when chunks are not signed.</param>
    /// <param name="size">Bytes of the chunk, not negative.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, Span<byte> signature, out long size)
    {
        var semicolon = line.IndexOf((byte)';');
        var digits = semicolon < 0 ? line : line[..semicolon];
        if (!Utf8Parser.TryParse(digits, out size, out var consumed, 'x') || consumed != digits.Length || size < 0) return false;
        if (signature.IsEmpty) return semicolon < 0;
        return semicolon >= 0 && line[(semicolon + 1)..].StartsWith(SignaturePrefix)
            && TryParseSignature(line[(semicolon + 1 + SignaturePrefix.Length)..], signature);
    }

    /// <summary>False when <paramref name="text"/> is not 64 hexadecimal digits.</summary>
    public static bool TryParseSignature(ReadOnlySpan<byte> text, Span<byte> signature) =>
        text.Length == 2 * SigningKey.Size && Convert.FromHexString(text, signature, out _, out _) == OperationStatus.Done;
}
