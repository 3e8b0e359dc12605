using ObjectStore.Erasure.Kernels;

namespace ObjectStore.Erasure;

/// <summary>Tables that rebuild certain fragments from certain others, so that a failed device costs one inversion and not one a stripe.</summary>
/// <remarks>
/// Thread-safe without locks. Bounded: a table whose slot is taken replaces the one there. Of most profiles every set of missing fragments that
/// occurs at one time fits.
/// </remarks>
internal sealed class DecodeCache(GaloisMatrix generator, GaloisKernel kernel)
{
    /// <summary>A power of two. At 8+4 a full cache holds 64 tables of 256 bytes with GFNI and of 1 KiB with shuffles.</summary>
    private const int Slots = 64;

    private readonly Entry?[] _slots = new Entry?[Slots];

    /// <summary>The table of the fragments <paramref name="targets"/> from the K fragments <paramref name="sources"/>, bit masks of indexes.</summary>
    public FactorTable Get(uint sources, uint targets)
    {
        ref var slot = ref _slots[((sources * 0x9E37_79B1u) ^ (targets * 0x85EB_CA77u)) >> 26];
        var entry = Volatile.Read(ref slot);
        if (entry is not null && entry.Sources == sources && entry.Targets == targets) return entry.Table;

        entry = new Entry(sources, targets, Build(sources, targets));
        Volatile.Write(ref slot, entry);
        return entry.Table;
    }

    /// <summary>Sources = G(sources) · data, therefore targets = G(targets) · G(sources)⁻¹ · sources.</summary>
    private FactorTable Build(uint sources, uint targets) =>
        kernel.Prepare(generator.SelectRows(targets).Multiply(generator.SelectRows(sources).Invert()));

    private sealed record Entry(uint Sources, uint Targets, FactorTable Table);
}
