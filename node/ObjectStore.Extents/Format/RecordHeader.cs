using System.Buffers.Binary;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Extents.Format;

/// <summary>The fixed part of a record (docs/format/extents.md §3.2, where the byte table is).</summary>
/// <remarks>
/// Invariants: <see cref="Size"/> ≤ <see cref="PayloadOffset"/> ≤ <see cref="RecordLength"/>; a put's payload offset is a multiple of 64;
/// the record lies inside its batch, and the batch inside the extent.
/// </remarks>
internal readonly record struct RecordHeader
{
    public const int Size = 96;

    /// <summary>Records begin at multiples of this.</summary>
    public const int Alignment = 64;

    /// <summary>Batches begin at multiples of this and are as long: no sector is written twice.</summary>
    public const int BatchAlignment = 4096;

    private const byte FormatVersion = 1;
    private const int CrcOffset = 92;
    private const uint Magic = 0x4352534F;

    public required RecordKind Kind { get; init; }

    public ulong Nonce { get; init; }

    public ulong Sequence { get; init; }

    public uint Extent { get; init; }

    public uint Offset { get; init; }

    public uint BatchOffset { get; init; }

    public uint BatchLength { get; init; }

    public required uint RecordLength { get; init; }

    public required uint PayloadOffset { get; init; }

    public FragmentId Id { get; init; }

    public Epoch GroupEpoch { get; init; }

    public PlacementGroupId Group { get; init; }

    public uint StripeDataBytes { get; init; }

    public uint PriorExtent { get; init; }

    public ushort OwnerLength { get; init; }

    public ErasureProfile Profile { get; init; }

    public int PayloadLength => (int)(RecordLength - PayloadOffset);

    /// <summary>The fragment of a put, to be written again. It borrows the record.</summary>
    /// <param name="record">The whole record, with this header.</param>
    public FragmentWrite FragmentIn(ReadOnlyMemory<byte> record) => new(
        Id, Group, GroupEpoch, Profile, (int)StripeDataBytes, record.Slice(Size, OwnerLength), record[(int)PayloadOffset..]);

    /// <summary>Where the next record may begin, from the start of this one.</summary>
    public uint PaddedLength => (RecordLength + Alignment - 1) & ~(uint)(Alignment - 1);

    /// <summary>Writes the header over the first <see cref="Size"/> bytes of <paramref name="meta"/>, the record up to its payload, and closes it with the CRC.</summary>
    public void Format(Span<byte> meta)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(meta, Magic);
        meta[4] = FormatVersion;
        meta[5] = FormatVersion;
        meta[6] = (byte)Kind;
        meta[7] = Id.Index;
        BinaryPrimitives.WriteUInt64LittleEndian(meta[8..], Nonce);
        BinaryPrimitives.WriteUInt64LittleEndian(meta[16..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[24..], Extent);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[28..], Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[32..], BatchOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[36..], BatchLength);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[40..], RecordLength);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[44..], PayloadOffset);
        Id.Stripe.Format(meta[48..]);
        BinaryPrimitives.WriteUInt64LittleEndian(meta[64..], GroupEpoch.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[72..], Group.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[76..], StripeDataBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[80..], PriorExtent);
        BinaryPrimitives.WriteUInt16LittleEndian(meta[84..], OwnerLength);
        meta[86] = Profile.DataFragments;
        meta[87] = Profile.ParityFragments;
        BinaryPrimitives.WriteUInt32LittleEndian(meta[88..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[CrcOffset..], Checksum(meta[..(int)PayloadOffset]));
    }

    /// <summary>
    /// Reads a header whose record begins at <paramref name="source"/>, which may be longer than it. False unless everything up to the payload is there
    /// and whole; <paramref name="bytesNeeded"/> then says how much it takes to decide, when that is more than there is, and is 0 otherwise.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out RecordHeader header, out int bytesNeeded)
    {
        header = default;
        bytesNeeded = 0;
        if (source.Length < Size)
        {
            bytesNeeded = Size;
            return false;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic || source[5] > FormatVersion) return false;
        var parsed = ReadFields(source);
        if (!parsed.IsPlausible()) return false;
        if (source.Length < parsed.PayloadOffset)
        {
            bytesNeeded = (int)parsed.PayloadOffset;
            return false;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]) != Checksum(source[..(int)parsed.PayloadOffset])) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[88..]) != 0) return false;
        header = parsed;
        return true;
    }

    private static RecordHeader ReadFields(ReadOnlySpan<byte> source) => new()
    {
        Kind = (RecordKind)source[6],
        Nonce = BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        Sequence = BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
        Extent = BinaryPrimitives.ReadUInt32LittleEndian(source[24..]),
        Offset = BinaryPrimitives.ReadUInt32LittleEndian(source[28..]),
        BatchOffset = BinaryPrimitives.ReadUInt32LittleEndian(source[32..]),
        BatchLength = BinaryPrimitives.ReadUInt32LittleEndian(source[36..]),
        RecordLength = BinaryPrimitives.ReadUInt32LittleEndian(source[40..]),
        PayloadOffset = BinaryPrimitives.ReadUInt32LittleEndian(source[44..]),
        Id = new FragmentId(StripeId.Read(source[48..]), source[7]),
        GroupEpoch = new Epoch(BinaryPrimitives.ReadUInt64LittleEndian(source[64..])),
        Group = new PlacementGroupId(BinaryPrimitives.ReadUInt32LittleEndian(source[72..])),
        StripeDataBytes = BinaryPrimitives.ReadUInt32LittleEndian(source[76..]),
        PriorExtent = BinaryPrimitives.ReadUInt32LittleEndian(source[80..]),
        OwnerLength = BinaryPrimitives.ReadUInt16LittleEndian(source[84..]),
        Profile = new ErasureProfile(source[86], source[87]),
    };

    private static uint Checksum(ReadOnlySpan<byte> meta) => Crc32C.Compute(meta[Size..], Crc32C.Compute(meta[..CrcOffset]));

    private bool IsPlausible() =>
        PayloadOffset >= Size
        && RecordLength >= PayloadOffset
        && Offset % Alignment == 0
        && BatchOffset % BatchAlignment == 0
        && BatchLength % BatchAlignment == 0
        && BatchOffset <= Offset
        && (ulong)Offset + RecordLength <= (ulong)BatchOffset + BatchLength
        && (Kind == RecordKind.Put ? IsPlausiblePut() : Kind == RecordKind.Delete && IsPlausibleDelete());

    private bool IsPlausiblePut() =>
        PayloadOffset % Alignment == 0
        && PayloadOffset <= RecordLayout.PayloadOffsetMax
        && RecordLength - PayloadOffset is > 0 and <= RecordLayout.PayloadBytesMax
        && RecordLayout.MetaBytes(OwnerLength, PayloadLength) <= PayloadOffset;

    private bool IsPlausibleDelete() =>
        PayloadOffset == RecordLength
        && (PayloadOffset - Size) % DeleteEntry.Size == 0
        && PayloadOffset <= Size + (DeleteEntry.PerRecordMax * DeleteEntry.Size);
}
