using System.Diagnostics;
using System.Globalization;
using ObjectStore.Core.Stripes;
using ObjectStore.Erasure;
using ObjectStore.Erasure.Kernels;

namespace ObjectStore.Benchmarks.Erasure;

/// <summary>
/// The codec against ISA-L on a machine that does other work too: all candidates take turns in slices of less than a millisecond, and the fastest slice of
/// each counts. Speeds are in GB/s of data, ratios to ISA-L's own choice of kernel.
/// </summary>
internal static class ErasureComparison
{
    private const int Rounds = 400;
    private const double SliceBytes = 8e6;

    public static void Run(TextWriter output)
    {
        if (!IsaL.IsAvailable) output.WriteLine("libisal.so.2 is not here (Debian package libisal-dev): ISA-L is left out.");
        foreach (var profile in new[] { new ErasureProfile(8, 4), new ErasureProfile(4, 2) })
        {
            foreach (var fragmentBytes in new[] { 64 << 10, 1 << 20 }) Compare(profile, fragmentBytes, output);
        }
    }

    private static void Compare(ErasureProfile profile, int fragmentBytes, TextWriter output)
    {
        using var stripe = new IsaLStripe(profile, fragmentBytes);
        var candidates = CandidatesOf(profile, fragmentBytes, stripe);
        var dataBytes = (double)profile.DataFragments * fragmentBytes;
        var seconds = FastestOf(candidates, Math.Max(1, (int)(SliceBytes / dataBytes)));

        output.WriteLine($"{profile}, fragments of {fragmentBytes >> 10} KiB");
        for (var index = 0; index < candidates.Count; index++)
        {
            var ratio = IsaL.IsAvailable ? seconds[0] / seconds[index] : double.NaN;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {candidates[index].Name,-24}{dataBytes / seconds[index] / 1e9,8:F1} GB/s{ratio,8:F2} x"));
        }
    }

    private static List<(string Name, Action Run)> CandidatesOf(ErasureProfile profile, int fragmentBytes, IsaLStripe stripe)
    {
        List<(string Name, Action Run)> candidates = [];
        if (IsaL.IsAvailable) candidates.AddRange([("isa-l", stripe.Encode), ("isa-l avx2", stripe.EncodeAvx2)]);
        int[] missing = [.. Enumerable.Range(1, profile.ParityFragments)];
        foreach (var kernel in GaloisKernel.Supported().Where(kernel => kernel is not ScalarKernel))
        {
            var codec = new ErasureCodec(profile, kernel);
            candidates.Add(($"{kernel.Name} encode", () => codec.Encode(stripe.Data, stripe.Parity, fragmentBytes)));
            candidates.Add(($"{kernel.Name} reconstruct M", () => codec.Reconstruct(stripe.Stripe, fragmentBytes, missing)));
        }

        return candidates;
    }

    private static double[] FastestOf(List<(string Name, Action Run)> candidates, int repetitions)
    {
        var seconds = Enumerable.Repeat(double.MaxValue, candidates.Count).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var index = 0; index < candidates.Count; index++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var repetition = 0; repetition < repetitions; repetition++) candidates[index].Run();
                seconds[index] = Math.Min(seconds[index], Stopwatch.GetElapsedTime(start).TotalSeconds / repetitions);
            }
        }

        return seconds;
    }
}
