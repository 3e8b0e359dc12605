using ObjectStore.Gateway.DataPath;

namespace ObjectStore.Gateway.ReadCache;

/// <summary>What a read wants of one block.</summary>
/// <param name="Key">The block.</param>
/// <param name="Begin">Where the block begins in its fragment.</param>
/// <param name="Bytes">Bytes of the object that the block holds.</param>
/// <param name="Skip">Bytes of the block before the wanted ones.</param>
/// <param name="Count">Wanted bytes, at least 1.</param>
internal readonly record struct BlockPart(BlockKey Key, int Begin, int Bytes, int Skip, int Count)
{
    /// <summary>Bytes of a block but the last of its fragment: what a fragment's checksums are of, so that reading a block verifies nothing beyond it.</summary>
    public const int BlockBytes = StripeRange.BlockBytes;

    /// <summary>Whether all of the block is wanted.</summary>
    public bool IsWhole => Count == Bytes;

    /// <summary>The part of <paramref name="range"/> that is <paramref name="done"/> bytes behind its start and ends with the block, or with the range.</summary>
    public static BlockPart At(in StripeRange range, int done)
    {
        var offset = range.Offset + done;
        var block = offset / BlockBytes;
        var begin = block * BlockBytes;
        var bytes = Math.Min(BlockBytes, range.FragmentEnd - begin);
        var skip = offset - begin;
        return new BlockPart(new BlockKey(range.Stripe, (byte)range.Index, (byte)block), begin, bytes, skip, Math.Min(bytes - skip, range.Length - done));
    }
}
