using System.Text;

namespace ObjectStore.Core.Identifiers;

/// <summary>Key of an object: 1..1,024 bytes of valid UTF-8, ordered by unsigned bytes as S3 does.</summary>
/// <remarks>Immutable: the memory given to <see cref="TryCreate"/> belongs to the key from then on.</remarks>
public readonly struct ObjectKey : IEquatable<ObjectKey>, IComparable<ObjectKey>
{
    /// <summary>Longest key in bytes of UTF-8 (S3 user guide, "Object key naming guidelines").</summary>
    public const int BytesMax = 1024;

    private readonly ReadOnlyMemory<byte> _utf8;

    private ObjectKey(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    /// <summary>The bytes that identify and order the key.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8.Span;

    /// <summary>The same bytes as memory.</summary>
    public ReadOnlyMemory<byte> Utf8Memory => _utf8;

    /// <summary>False when <paramref name="utf8"/> is empty, longer than <see cref="BytesMax"/> or not UTF-8.</summary>
    public static bool TryCreate(ReadOnlyMemory<byte> utf8, out ObjectKey key)
    {
        key = default;
        if (utf8.Length is 0 or > BytesMax || !System.Text.Unicode.Utf8.IsValid(utf8.Span)) return false;
        key = new ObjectKey(utf8);
        return true;
    }

    /// <summary>A key from text that is known to be valid.</summary>
    /// <exception cref="ArgumentException">The text is not a valid key.</exception>
    public static ObjectKey From(string text) =>
        TryCreate(Encoding.UTF8.GetBytes(text), out var key) ? key : throw new ArgumentException("Not a valid object key.", nameof(text));

    /// <inheritdoc />
    public bool Equals(ObjectKey other) => Utf8.SequenceEqual(other.Utf8);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ObjectKey other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8);
        return hash.ToHashCode();
    }

    /// <inheritdoc />
    public int CompareTo(ObjectKey other) => Utf8.SequenceCompareTo(other.Utf8);

    /// <summary>The key as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);

    /// <summary>Whether both are the same bytes.</summary>
    public static bool operator ==(ObjectKey left, ObjectKey right) => left.Equals(right);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(ObjectKey left, ObjectKey right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;
}
