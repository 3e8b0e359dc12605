using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using ObjectStore.Core.Checksums;

namespace ObjectStore.Gateway.Operations.Listing;

/// <summary>Where a listing goes on, as a text that means nothing to clients.</summary>
/// <remarks>Format: version u8 = 1, the bytes to start after, CRC-32C of both as u32 LE; base64url. It holds no secret and gives no right.</remarks>
internal static class ContinuationToken
{
    private const byte Version = 1;
    private const int Overhead = 1 + sizeof(uint);

    /// <summary>Longest token that is looked at: a key and what goes around it.</summary>
    private const int CharactersMax = 2048;

    /// <summary>The token for a page that starts after <paramref name="startAfter"/>.</summary>
    public static string Format(ReadOnlySpan<byte> startAfter)
    {
        var bytes = new byte[startAfter.Length + Overhead];
        bytes[0] = Version;
        startAfter.CopyTo(bytes.AsSpan(1));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(startAfter.Length + 1), Crc32C.Compute(bytes.AsSpan(0, startAfter.Length + 1)));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>False when the text is not a whole token of ours.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out byte[]? startAfter)
    {
        startAfter = null;
        if (text.Length > CharactersMax || !Base64Url.IsValid(text)) return false;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < Overhead || bytes[0] != Version) return false;
        var end = bytes.Length - sizeof(uint);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(end)) != Crc32C.Compute(bytes.AsSpan(0, end))) return false;
        startAfter = bytes[1..end];
        return true;
    }
}
