using System.Numerics;
using ObjectStore.Core.Stripes;
using ObjectStore.Erasure.Kernels;

namespace ObjectStore.Erasure.Tests;

public sealed class DecodeCacheTests
{
    /// <summary>Far more sets than the cache has slots, each asked for twice, so that every slot is taken over many times.</summary>
    [Fact]
    public void Get_EverySourcesAndTargets_AlwaysTurnsSourcesIntoTargets()
    {
        var generator = GaloisMatrix.Generator(new ErasureProfile(4, 2));
        var cache = new DecodeCache(generator, new ScalarKernel());

        foreach (var sources in Enumerable.Range(0, 64).Select(mask => (uint)mask).Where(mask => BitOperations.PopCount(mask) == 4))
        {
            for (var targets = 1u; targets < 64; targets++)
            {
                Assert.Equal(Rows(generator.SelectRows(targets)), Rows(cache.Get(sources, targets).Matrix.Multiply(generator.SelectRows(sources))));
                Assert.Same(cache.Get(sources, targets), cache.Get(sources, targets));
            }
        }
    }

    private static IEnumerable<byte[]> Rows(GaloisMatrix matrix) =>
        Enumerable.Range(0, matrix.Rows).Select(row => matrix.Row(row).ToArray()).ToArray();
}
