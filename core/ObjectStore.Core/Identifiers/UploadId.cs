using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.Core.Identifiers;

/// <summary>Identity of a multipart upload: 48 bits of milliseconds since 1970 and 80 random bits, so that ids sort by initiation time.</summary>
public readonly record struct UploadId(UInt128 Value) : IComparable<UploadId>
{
    /// <summary>Bytes of the binary form.</summary>
    public const int Size = 16;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>A new identity that sorts after those made in earlier milliseconds.</summary>
    public static UploadId New(DateTimeOffset now) => new(TimeOrderedId.New(now));

    /// <summary>When the upload began, to the millisecond. Ids from outside may hold any bits: times past year 9999 are capped.</summary>
    public DateTimeOffset CreatedAt =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min((ulong)(Value >> 80), (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    /// <summary>Writes the 16 bytes of the id, big endian, so that they sort as the ids do.</summary>
    public void Format(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Value);

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    public static UploadId Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt128BigEndian(source));

    /// <summary>Parses the 32 lower-case hexadecimal digits that <see cref="ToString"/> gives; false on anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out UploadId id)
    {
        id = default;
        if (text is not { Length: 32 } || text.AsSpan().ContainsAnyExcept(HexDigits)) return false;
        id = new UploadId(UInt128.Parse(text, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture));
        return true;
    }

    /// <inheritdoc />
    public int CompareTo(UploadId other) => Value.CompareTo(other.Value);

    /// <inheritdoc />
    public override string ToString() => Value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(UploadId left, UploadId right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(UploadId left, UploadId right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(UploadId left, UploadId right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(UploadId left, UploadId right) => left.Value >= right.Value;
}
