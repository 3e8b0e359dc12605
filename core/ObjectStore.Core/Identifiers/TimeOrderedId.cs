namespace ObjectStore.Core.Identifiers;

/// <summary>Makes 128-bit identities that sort by the millisecond they were made in.</summary>
internal static class TimeOrderedId
{
    private const int RandomBits = 80;

    /// <summary>48 bits of milliseconds since 1970, then 80 random bits.</summary>
    public static UInt128 New(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[16];
        Chance.Fill(random[..10]);
        random[10..].Clear();
        var low = System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(random);
        return ((UInt128)(ulong)now.ToUnixTimeMilliseconds() << RandomBits) | low;
    }
}
