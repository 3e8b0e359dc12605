using System.Buffers.Binary;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents.Format;

/// <summary>The HighwayHash-64 of each 64 KiB of a payload, keyed by identity so that a block of another fragment or place does not pass.</summary>
internal static class PayloadChecksums
{
    /// <summary>"OSFXBLK1": keeps these keys apart from other uses of HighwayHash.</summary>
    private const ulong Purpose = 0x4F534658424C4B31;

    /// <summary>The key of one block.</summary>
    public static HighwayKey KeyOf(FragmentId id, int block) => new(id.Stripe.High, id.Stripe.Low, id.Index | ((ulong)(uint)block << 8), Purpose);

    /// <summary>Writes the table of <paramref name="payload"/>.</summary>
    public static void Format(Span<byte> table, FragmentId id, ReadOnlySpan<byte> payload)
    {
        for (var block = 0; payload.Length > 0; block++)
        {
            var length = Math.Min(payload.Length, RecordLayout.BlockBytes);
            BinaryPrimitives.WriteUInt64LittleEndian(table[(block * RecordLayout.ChecksumBytes)..], HighwayHash64.Compute(KeyOf(id, block), payload[..length]));
            payload = payload[length..];
        }
    }

    /// <summary>Whether whole blocks from <paramref name="firstBlock"/> on match the table of the fragment.</summary>
    public static bool Verify(ReadOnlySpan<byte> table, FragmentId id, int firstBlock, ReadOnlySpan<byte> blocks)
    {
        for (var block = firstBlock; blocks.Length > 0; block++)
        {
            var length = Math.Min(blocks.Length, RecordLayout.BlockBytes);
            if (!VerifyBlock(table, id, block, blocks[..length], default, default)) return false;
            blocks = blocks[length..];
        }

        return true;
    }

    /// <summary>Whether one block, in three pieces, matches its place in the table.</summary>
    public static bool VerifyBlock(ReadOnlySpan<byte> table, FragmentId id, int block, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        var hash = new HighwayHash64(KeyOf(id, block));
        hash.Append(first);
        hash.Append(second);
        hash.Append(third);
        return hash.Finish() == BinaryPrimitives.ReadUInt64LittleEndian(table[(block * RecordLayout.ChecksumBytes)..]);
    }
}
