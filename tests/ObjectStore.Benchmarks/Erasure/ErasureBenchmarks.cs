using BenchmarkDotNet.Attributes;
using ObjectStore.Core.Stripes;
using ObjectStore.Erasure;
using ObjectStore.Erasure.Kernels;

namespace ObjectStore.Benchmarks.Erasure;

/// <summary>Every kernel beside ISA-L on one core, counted in bytes of data. The parity of both is compared before measuring.</summary>
public class ErasureBenchmarks : IDisposable
{
    private IsaLStripe _stripe = null!;
    private ErasureCodec _codec = null!;
    private int[] _missing = null!;

    [Params("4+2", "8+4")]
    public string Profile { get; set; } = "4+2";

    [Params(64 << 10, 1 << 20)]
    public int FragmentBytes { get; set; }

    [ParamsSource(nameof(Codecs))]
    public string Codec { get; set; } = "scalar";

    public static IEnumerable<string> Codecs
    {
        get
        {
            if (IsaL.IsAvailable) return [.. IsaLNames, .. KernelNames];
            Console.Error.WriteLine("libisal.so.2 is not here (Debian package libisal-dev): ISA-L is left out.");
            return KernelNames;
        }
    }

    public long BytesPerOperation => (long)Parsed.DataFragments * FragmentBytes;

    private static string[] IsaLNames => ["isa-l", "isa-l avx2"];

    private static IEnumerable<string> KernelNames => GaloisKernel.Supported().Select(kernel => kernel.Name).Where(name => name != "scalar");

    private ErasureProfile Parsed => ErasureProfile.TryParse(Profile, out var profile) ? profile : throw new FormatException(Profile);

    [GlobalSetup]
    public void Setup()
    {
        _stripe = new IsaLStripe(Parsed, FragmentBytes);
        _codec = new ErasureCodec(Parsed, GaloisKernel.Supported().FirstOrDefault(kernel => kernel.Name == Codec) ?? GaloisKernel.Selected);
        _missing = [.. Enumerable.Range(1, Parsed.ParityFragments)];
        _codec.Encode(_stripe.Data, _stripe.Parity, FragmentBytes);
        if (!IsaL.IsAvailable) return;
        var ours = _stripe.Parity.ToArray();
        _stripe.Encode();
        if (!_stripe.Parity.SequenceEqual(ours)) throw new InvalidOperationException("ISA-L computes another parity.");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _stripe.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void Encode()
    {
        if (Codec == IsaLNames[0]) _stripe.Encode();
        else if (Codec == IsaLNames[1]) _stripe.EncodeAvx2();
        else _codec.Encode(_stripe.Data, _stripe.Parity, FragmentBytes);
    }

    /// <summary>M fragments, as many of data as there are; ISA-L would run the same call as for encoding.</summary>
    [Benchmark]
    public void Reconstruct()
    {
        if (Codec == IsaLNames[0]) _stripe.Encode();
        else if (Codec == IsaLNames[1]) _stripe.EncodeAvx2();
        else _codec.Reconstruct(_stripe.Stripe, FragmentBytes, _missing);
    }
}
