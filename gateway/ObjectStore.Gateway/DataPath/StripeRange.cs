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
internal readonly record struct StripeRange(PlacementGroupId Group, StripeId Stripe, int Index, int Offset, int Length)
{
    /// <summary>
    /// The ranges that make up [position, position + length) of the runs' bytes, in order, none longer than <paramref name="pieceBytesMax"/> and none
    /// over more than one fragment. Reads nothing; costs no memory for stripes before or after.
    /// </summary>
    public static IEnumerable<StripeRange> Enumerate(IReadOnlyList<StripeRun> runs, long position, long length, int pieceBytesMax)
    {
        foreach (var run in runs)
        {
            if (position >= run.Bytes)
            {
                position -= run.Bytes;
                continue;
            }

            while (length > 0 && position < run.Bytes)
            {
                var range = At(run, position, (int)Math.Min(length, pieceBytesMax));
                yield return range;
                position += range.Length;
                length -= range.Length;
            }

            if (length == 0) yield break;
            position = 0;
        }
    }

    /// <summary>The range that begins at <paramref name="position"/> of the run and ends with its fragment, or earlier.</summary>
    private static StripeRange At(StripeRun run, long position, int bytesMax)
    {
        var stripeIndex = (int)(position / run.StripeBytes);
        var inStripe = (int)(position % run.StripeBytes);
        var dataBytes = stripeIndex == run.StripeCount - 1 ? run.LastStripeBytes : run.StripeBytes;
        var fragmentBytes = new StripeLayout(run.Profile, dataBytes).FragmentBytes;
        var index = inStripe / fragmentBytes;
        var offset = inStripe % fragmentBytes;
        var end = Math.Min(fragmentBytes, dataBytes - index * fragmentBytes);
        return new StripeRange(run.Group, run.First.Plus(stripeIndex), index, offset, Math.Min(bytesMax, end - offset));
    }
}
