using System.Buffers.Binary;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents.Format;

/// <summary>One entry of a delete record: the fragment ends if it is live in that extent (docs/format/extents.md §3.3).</summary>
internal readonly record struct DeleteEntry(FragmentId Id, uint Extent)
{
    public const int Size = 24;

    /// <summary>Most entries of one record.</summary>
    public const int PerRecordMax = 1024;

    public void Format(Span<byte> destination)
    {
        Id.Stripe.Format(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], Extent);
        destination[20] = Id.Index;
        destination[21..Size].Clear();
    }

    /// <summary>Reads what <see cref="Format"/> wrote; the record's CRC vouches for it.</summary>
    public static DeleteEntry Read(ReadOnlySpan<byte> source) =>
        new(new FragmentId(StripeId.Read(source), source[20]), BinaryPrimitives.ReadUInt32LittleEndian(source[16..]));
}
