using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.DataPath;

/// <summary>A range of one data fragment that a read of an object needs.</summary>
/// <param name="Group">Placement group of the stripe.</param>
/// <param name="Stripe">The stripe.</param>
/// <param name="Index">Data fragment, 0..K−1.</param>
/// <param name="Offset">First byte inside the fragment.</param>
/// <param name="Length">Bytes, at least 1.</param>
/// <param name="FragmentEnd">Where the object's bytes in the fragment end.</param>
internal readonly record struct StripeRange(PlacementGroupId Group, StripeId Stripe, int Index, int Offset, int Length, int FragmentEnd)
{
    /// <summary>What each checksum of a fragment is of (docs/format/extents.md): reading less of it costs the device as much.</summary>
    public const int BlockBytes = 64 << 10;

    /// <summary>
    /// The ranges that make up [position, position + length) of the runs' bytes, in order, none over more than one fragment. The first is not longer than <paramref name="firstBytesMax"/>,
    /// the others than <paramref name="pieceBytesMax"/>; they end with blocks where they can. Reads nothing; costs no memory for stripes before or after.
    /// </summary>
    public static IEnumerable<StripeRange> Enumerate(IReadOnlyList<StripeRun> runs, long position, long length, int firstBytesMax, int pieceBytesMax)
    {
        var bytesMax = firstBytesMax;
        foreach (var run in runs)
        {
            if (position >= run.Bytes)
            {
                position -= run.Bytes;
                continue;
            }

            while (length > 0 && position < run.Bytes)
            {
                var range = At(run, position, length, bytesMax);
                yield return range;
                bytesMax = pieceBytesMax;
                position += range.Length;
                length -= range.Length;
            }

            if (length == 0) yield break;
            position = 0;
        }
    }

    /// <summary>The range that begins at <paramref name="position"/> of the run and ends with its fragment, or earlier.</summary>
    private static StripeRange At(StripeRun run, long position, long length, int bytesMax)
    {
        var stripeIndex = (int)(position / run.StripeBytes);
        var inStripe = (int)(position % run.StripeBytes);
        var dataBytes = stripeIndex == run.StripeCount - 1 ? run.LastStripeBytes : run.StripeBytes;
        var fragmentBytes = new StripeLayout(run.Profile, dataBytes).FragmentBytes;
        var index = inStripe / fragmentBytes;
        var offset = inStripe % fragmentBytes;
        var end = Math.Min(fragmentBytes, dataBytes - index * fragmentBytes);
        return new StripeRange(run.Group, run.First.Plus(stripeIndex), index, offset, (int)Math.Min(length, PieceBytes(offset, end, bytesMax)), end);
    }

    /// <summary>A piece that is cut off ends with a block if it reaches the end of one, so that no block is read twice.</summary>
    private static int PieceBytes(int offset, int fragmentEnd, int bytesMax)
    {
        if (fragmentEnd - offset <= bytesMax) return fragmentEnd - offset;
        var blockEnd = (offset + bytesMax) / BlockBytes * BlockBytes;
        return blockEnd > offset ? blockEnd - offset : bytesMax;
    }
}
