using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ObjectStore.ProcessTesting;

/// <summary>Bytes that follow from a seed and look random, so that a test keeps the seed and not the bytes.</summary>
/// <remarks>A counter through a 64-bit mixing function (SplitMix64); any piece can be made without the pieces before it.</remarks>
public readonly record struct SeededContent(ulong Seed, long Length)
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>All the bytes. For contents that fit in memory.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        Fill(0, bytes);
        return bytes;
    }

    /// <summary>Writes the bytes from the position on into the buffer, whose end may lie beyond the content's.</summary>
    /// <param name="position">A multiple of 8.</param>
    /// <param name="buffer">Filled whole.</param>
    public void Fill(long position, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(position & 7, 0);
        var counter = (ulong)position / 8;
        Span<byte> last = stackalloc byte[8];
        for (; buffer.Length >= 8; buffer = buffer[8..])
            BinaryPrimitives.WriteUInt64LittleEndian(buffer, Mix(Seed + (++counter * 0x9E3779B97F4A7C15)));
        BinaryPrimitives.WriteUInt64LittleEndian(last, Mix(Seed + (++counter * 0x9E3779B97F4A7C15)));
        last[..buffer.Length].CopyTo(buffer);
    }

    /// <summary>SHA-256 of the bytes, in hexadecimal.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ForEachPiece(hash.AppendData);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes a file with the bytes, and its folders.</summary>
    public void WriteFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        ForEachPiece(file.Write);
    }

    private void ForEachPiece(Action<byte[], int, int> consume)
    {
        var piece = new byte[Math.Min(PieceBytes, Length)];
        for (long position = 0; position < Length; position += piece.Length)
        {
            Fill(position, piece);
            consume(piece, 0, (int)Math.Min(piece.Length, Length - position));
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
