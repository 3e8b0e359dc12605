namespace ObjectStore.Erasure.Kernels;

/// <summary>Products of one element with the sixteen low nibbles, then with the sixteen high ones: tables for byte shuffles.</summary>
internal static class NibbleTable
{
    /// <summary>Bytes of a table.</summary>
    public const int Size = 32;

    /// <summary>Writes the table of <paramref name="element"/>.</summary>
    public static void Write(byte element, Span<byte> destination)
    {
        for (var nibble = 0; nibble < 16; nibble++)
        {
            destination[nibble] = GaloisField.Multiply(element, (byte)nibble);
            destination[16 + nibble] = GaloisField.Multiply(element, (byte)(nibble << 4));
        }
    }
}
