using System.Buffers.Binary;
using System.Globalization;

namespace ObjectStore.Core.Identifiers;

/// <summary>
/// Identity of a stripe. The stripes that one write makes share the upper 96 bits (48 bits of milliseconds since 1970, 48 random bits);
/// the lower 32 bits count them from 0. A record that names the first id and a count therefore names them all.
/// </summary>
/// <param name="High">Upper 64 bits: milliseconds and the first 16 random bits.</param>
/// <param name="Low">Lower 64 bits: 32 random bits and the 32-bit position in the write.</param>
public readonly record struct StripeId(ulong High, ulong Low) : IComparable<StripeId>
{
    /// <summary>Bytes of the binary form.</summary>
    public const int Size = 16;

    /// <summary>The first stripe of a new write.</summary>
    public static StripeId New(DateTimeOffset now)
    {
        var id = TimeOrderedId.New(now);
        return new StripeId((ulong)(id >> 64), (ulong)id & 0xFFFF_FFFF_0000_0000);
    }

    /// <summary>The stripe <paramref name="count"/> places after this one in the same write.</summary>
    public StripeId Plus(int count) => new(High, Low + (uint)count);

    /// <summary>When the write that made the stripe began, to the millisecond. Ids from outside may hold any bits: times past year 9999 are capped.</summary>
    public DateTimeOffset CreatedAt =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(High >> 16, (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    /// <summary>Writes the 16 bytes of the id, big endian, so that they sort as the ids do.</summary>
    public void Format(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    public static StripeId Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[8..]));

    /// <inheritdoc />
    public int CompareTo(StripeId other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(StripeId left, StripeId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(StripeId left, StripeId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(StripeId left, StripeId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(StripeId left, StripeId right) => left.CompareTo(right) >= 0;
}
