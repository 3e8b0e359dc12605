using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Order and words of positions.</summary>
internal sealed class Positions : IComparer<ReadOnlyMemory<byte>>, IEqualityComparer<ReadOnlyMemory<byte>>
{
    /// <summary>Bytes of the bucket id, which a boundary is never shorter than.</summary>
    public const int BucketBytes = sizeof(ulong);

    private const int ShownBytesMax = 80;

    private Positions()
    {
    }

    /// <summary>Order by unsigned bytes, equality of bytes.</summary>
    public static Positions Order { get; } = new();

    /// <summary>Whether a position lies in [start, end); an empty end is the end of all.</summary>
    public static bool IsWithin(ReadOnlyMemory<byte> position, ReadOnlyMemory<byte> start, ReadOnlyMemory<byte> end) =>
        Order.Compare(position, start) >= 0 && (end.IsEmpty || Order.Compare(position, end) < 0);

    /// <summary>Whether cutting there leaves something on both sides.</summary>
    public static bool IsInside(ReadOnlyMemory<byte> position, ReadOnlyMemory<byte> start, ReadOnlyMemory<byte> end) =>
        Order.Compare(position, start) > 0 && IsWithin(position, start, end);

    /// <summary>Index of the last partition that does not start after the position; −1 when there is none.</summary>
    /// <param name="partitions">Ascending.</param>
    /// <param name="position">The position.</param>
    public static int IndexOfHolder(IReadOnlyList<PartitionLoad> partitions, ReadOnlyMemory<byte> position)
    {
        var (low, high) = (0, partitions.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Order.Compare(partitions[middle].Start, position) <= 0) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }

    /// <summary>The first position after one.</summary>
    public static ReadOnlyMemory<byte> Next(ReadOnlyMemory<byte> position)
    {
        var next = new byte[position.Length + 1];
        position.CopyTo(next);
        return next;
    }

    /// <summary>The shortest position of at least <see cref="BucketBytes"/> that is after <paramref name="left"/> and not after <paramref name="right"/>.</summary>
    /// <param name="left">A position.</param>
    /// <param name="right">A later one, of at least <see cref="BucketBytes"/>.</param>
    public static ReadOnlyMemory<byte> Separate(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) =>
        right[..Math.Max(BucketBytes, left.Span.CommonPrefixLength(right.Span) + 1)];

    /// <summary>A position in words: the bucket's id and the key; bytes that are no text are written as <c>\xNN</c>.</summary>
    public static string Describe(ReadOnlyMemory<byte> position)
    {
        if (position.IsEmpty) return "the beginning";
        if (position.Length < BucketBytes) return $"position {Convert.ToHexStringLower(position.Span)}";
        var bucket = BinaryPrimitives.ReadUInt64BigEndian(position.Span);
        var key = DescribeKey(position.Span[BucketBytes..]);
        return string.Create(CultureInfo.InvariantCulture, $"bucket {bucket:x16} key \"{key}\"");
    }

    /// <summary>A key or a beginning of one as text of one line, cut where it is long.</summary>
    public static string DescribeKey(ReadOnlySpan<byte> key)
    {
        var text = new StringBuilder();
        var rest = key[..Math.Min(key.Length, ShownBytesMax)];
        while (!rest.IsEmpty)
        {
            var isText = Rune.DecodeFromUtf8(rest, out var rune, out var bytes) == System.Buffers.OperationStatus.Done && !Rune.IsControl(rune);
            if (isText) text.Append(rune.ToString());
            else foreach (var value in rest[..bytes]) text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
            rest = rest[bytes..];
        }

        if (key.Length > ShownBytesMax) text.Append('…');
        return text.ToString();
    }

    /// <inheritdoc />
    public int Compare(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceCompareTo(y.Span);

    /// <inheritdoc />
    public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

    /// <inheritdoc />
    public int GetHashCode(ReadOnlyMemory<byte> obj)
    {
        var hash = new HashCode();
        hash.AddBytes(obj.Span);
        return hash.ToHashCode();
    }
}
