using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ObjectStore.Core.Identifiers;

/// <summary>
/// Identity and place of a version among those of its key: 48 bits of milliseconds since 1970, 16 bits that count within them, 64 random bits.
/// The default value is no id.
/// </summary>
public readonly record struct VersionId(UInt128 Value) : IComparable<VersionId>
{
    /// <summary>Bytes of the binary form.</summary>
    public const int Size = 16;

    private const int CounterBits = 16;
    private const int RandomBits = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether this is no id.</summary>
    public bool IsNone => Value == 0;

    /// <summary>The first half: milliseconds since 1970 and a counter. Greater than those of the versions before.</summary>
    public ulong Order => (ulong)(Value >> RandomBits);

    /// <summary>A new identity that sorts after <paramref name="before"/>, whatever the clock says.</summary>
    public static VersionId New(DateTimeOffset now, VersionId before)
    {
        var place = Math.Max(PlaceOf(now), checked(before.Order + 1));
        return new VersionId((UInt128)place << RandomBits | Chance.NextBits());
    }

    /// <summary>The first identity of a millisecond: that of an object which was written then, before its bucket had versions.</summary>
    public static VersionId OfTime(DateTimeOffset time) => new((UInt128)PlaceOf(time) << RandomBits);

    /// <summary>Writes the 16 bytes of the id, big endian, so that they sort as the ids do.</summary>
    public void Format(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Value);

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    public static VersionId Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt128BigEndian(source));

    /// <summary>Parses the 32 lower-case hexadecimal digits that <see cref="ToString"/> gives; false on anything else, and on no id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out VersionId id)
    {
        id = default;
        if (text is not { Length: 32 } || text.AsSpan().ContainsAnyExcept(HexDigits)) return false;
        id = new VersionId(UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return !id.IsNone;
    }

    /// <inheritdoc />
    public int CompareTo(VersionId other) => Value.CompareTo(other.Value);

    /// <inheritdoc />
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Whether <paramref name="left"/> is older than <paramref name="right"/>.</summary>
    public static bool operator <(VersionId left, VersionId right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> is newer than <paramref name="right"/>.</summary>
    public static bool operator >(VersionId left, VersionId right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> is not newer than <paramref name="right"/>.</summary>
    public static bool operator <=(VersionId left, VersionId right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> is not older than <paramref name="right"/>.</summary>
    public static bool operator >=(VersionId left, VersionId right) => left.Value >= right.Value;

    /// <summary>Never 0, which would be no id.</summary>
    private static ulong PlaceOf(DateTimeOffset time) => Math.Max(1, (ulong)Math.Max(0, time.ToUnixTimeMilliseconds()) << CounterBits);
}
