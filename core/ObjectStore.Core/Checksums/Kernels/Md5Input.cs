using System.Buffers;
using ObjectStore.Core.Errors;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>Whole MD5 blocks in memory that stays where it is until <see cref="Release"/>.</summary>
internal unsafe struct Md5Input
{
    private MemoryHandle _pin;

    private Md5Input(MemoryHandle pin, int blocks)
    {
        _pin = pin;
        Pointer = (byte*)pin.Pointer;
        Blocks = blocks;
    }

    /// <summary>Where the blocks begin that are not hashed yet.</summary>
    public byte* Pointer { get; private set; }

    /// <summary>Blocks that are not hashed yet.</summary>
    public int Blocks { get; private set; }

    /// <summary>Pins whole blocks.</summary>
    public static Md5Input Pin(ReadOnlyMemory<byte> blocks)
    {
        Invariant.That(blocks.Length % Md5State.BlockBytes == 0);
        return new Md5Input(blocks.Pin(), blocks.Length / Md5State.BlockBytes);
    }

    /// <summary>Leaves out the first blocks, which are hashed now.</summary>
    public void Skip(int blocks)
    {
        Invariant.That(blocks <= Blocks);
        Pointer += (nint)blocks * Md5State.BlockBytes;
        Blocks -= blocks;
    }

    /// <summary>Gives the memory back.</summary>
    public void Release() => _pin.Dispose();
}
