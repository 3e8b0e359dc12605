using System.Buffers.Binary;
using System.Security.Cryptography;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Checksums.Kernels;

namespace ObjectStore.Core.Tests.Checksums;

#pragma warning disable CA5351 // MD5 is what S3's ETags are made of.

public sealed class Md5KernelTests
{
    public static TheoryData<string> KernelNames => [.. Md5Kernel.Supported().Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Advance_EveryNumberOfStatesAndBlocks_EqualsFramework(string name)
    {
        var kernel = Md5Kernel.Supported().Single(candidate => candidate.Name == name);

        for (var lanes = 1; lanes <= kernel.Lanes; lanes++)
        {
            for (var blocks = 1; blocks <= 9; blocks += 2)
            {
                var inputs = Enumerable.Range(0, lanes).Select(_ => TestBytes.Random(blocks * 64, out var _)).ToArray();

                Assert.Equal(inputs.Select(input => MD5.HashData(input)), HashTogether(kernel, inputs, blocks));
            }
        }
    }

    private static IEnumerable<byte[]> HashTogether(Md5Kernel kernel, byte[][] inputs, int blocks)
    {
        var states = Enumerable.Repeat(Md5State.Initial, inputs.Length).ToArray();
        var pinned = inputs.Select(input => Md5Input.Pin(input)).ToArray();
        kernel.Advance(states, pinned, blocks);
        foreach (ref var input in pinned.AsSpan()) input.Release();

        var padding = new byte[64];
        padding[0] = 0x80;
        BinaryPrimitives.WriteUInt64LittleEndian(padding.AsSpan(56), (ulong)blocks * 64 * 8);
        foreach (var state in states)
        {
            var final = state;
            var digest = new byte[16];
            Md5Kernel.Single.Advance(ref final, padding);
            final.Write(digest);
            yield return digest;
        }
    }
}
