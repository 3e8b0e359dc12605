using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>Stripe runs inside a row; docs/format/index.md §3.</summary>
/// <remarks>
/// Count, then for each run: flags (1: same write as the run before, 2: same profile and stripe length as the run before, 4: last stripe is as
/// long as the others), the id (16 bytes, or with flag 1 its position in the write), group, K and M and stripe length (unless flag 2),
/// stripe count, length of the last stripe (unless flag 4).
/// </remarks>
internal static class RunCodec
{
    private const int SameWrite = 1;
    private const int SameShape = 2;
    private const int FullLast = 4;

    /// <summary>Flags, position, group, count, and at least one more.</summary>
    private const int BytesMin = 4;

    public static void Write(ref RowWriter writer, IReadOnlyList<StripeRun> runs)
    {
        writer.Number(runs.Count);
        StripeRun before = default;
        for (var i = 0; i < runs.Count; i++)
        {
            var run = runs[i];
            var flags = i > 0 && IsSameWrite(run.First, before.First) ? SameWrite : 0;
            if (i > 0 && run.Profile == before.Profile && run.StripeBytes == before.StripeBytes) flags |= SameShape;
            if (run.LastStripeBytes == run.StripeBytes) flags |= FullLast;
            Write(ref writer, run, flags);
            before = run;
        }
    }

    public static IReadOnlyList<StripeRun> Read(ref RowReader reader)
    {
        var count = reader.Count(BytesMin);
        if (count == 0) return [];
        var runs = new StripeRun[count];
        for (var i = 0; i < count && reader.IsGood; i++) runs[i] = Read(ref reader, i > 0 ? runs[i - 1] : null);
        return runs;
    }

    /// <summary>Whether both ids were made by one write.</summary>
    public static bool IsSameWrite(StripeId left, StripeId right) => left.High == right.High && left.Low >> 32 == right.Low >> 32;

    private static void Write(ref RowWriter writer, StripeRun run, int flags)
    {
        writer.Byte((byte)flags);
        if ((flags & SameWrite) != 0) writer.Number((uint)run.First.Low);
        else run.First.Format(writer.Take(StripeId.Size));
        writer.Number(run.Group.Value);
        if ((flags & SameShape) == 0)
        {
            writer.Byte(run.Profile.DataFragments);
            writer.Byte(run.Profile.ParityFragments);
            writer.Number(run.StripeBytes);
        }

        writer.Number(run.StripeCount);
        if ((flags & FullLast) == 0) writer.Number(run.LastStripeBytes);
    }

    private static StripeRun Read(ref RowReader reader, StripeRun? before)
    {
        var flags = reader.Byte();
        reader.Require(flags < 2 * FullLast && (before is not null || (flags & (SameWrite | SameShape)) == 0));
        if (!reader.IsGood) return default;
        var first = (flags & SameWrite) != 0
            ? new StripeId(before!.Value.First.High, before.Value.First.Low >> 32 << 32 | reader.Number((ulong)uint.MaxValue))
            : reader.Raw(StripeId.Size) is { Length: StripeId.Size } id ? StripeId.Read(id) : default;
        var group = new PlacementGroupId((uint)reader.Number((ulong)uint.MaxValue));
        var (profile, stripeBytes) = (flags & SameShape) != 0
            ? (before!.Value.Profile, before.Value.StripeBytes)
            : (new ErasureProfile(reader.Byte(), reader.Byte()), reader.Number(int.MaxValue));
        var count = reader.Number(int.MaxValue);
        var last = (flags & FullLast) != 0 ? stripeBytes : reader.Number(int.MaxValue);
        reader.Require(ErasureProfile.IsValid(profile.DataFragments, profile.ParityFragments) && count > 0 && last > 0 && last <= stripeBytes);
        return new StripeRun(first, group, profile, count, stripeBytes, last);
    }
}
