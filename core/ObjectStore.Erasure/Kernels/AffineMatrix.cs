using System.Buffers.Binary;

namespace ObjectStore.Erasure.Kernels;

/// <summary>Multiplication by one element as a matrix of 8 × 8 bits, as GF2P8AFFINEQB takes it: any polynomial, not only AES's.</summary>
internal static class AffineMatrix
{
    /// <summary>Bytes of a matrix.</summary>
    public const int Size = 8;

    /// <summary>
    /// Writes the matrix of <paramref name="element"/>. The instruction makes bit i of the result from the parity of (byte 7−i of the matrix AND the
    /// operand), so bit j of that byte is bit i of element · x^j.
    /// </summary>
    public static void Write(byte element, Span<byte> destination)
    {
        var matrix = 0UL;
        for (var column = 0; column < 8; column++)
        {
            var product = GaloisField.Multiply(element, (byte)(1 << column));
            for (var bit = 0; bit < 8; bit++) matrix |= (ulong)((product >> bit) & 1) << (((7 - bit) * 8) + column);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(destination, matrix);
    }
}
