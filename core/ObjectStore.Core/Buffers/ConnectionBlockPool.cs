using System.Buffers;
using System.Collections.Concurrent;

namespace ObjectStore.Core.Buffers;

/// <summary>
/// Buffers of connections. Kestrel receives into blocks of 4 KiB, a system call each; uploads of gigabytes want larger ones, and downloads
/// want to read pieces of fragments straight into the connection's output.
/// </summary>
/// <remarks>
/// Thread-safe. A request for up to 4 KiB gets a block of <see cref="ReceiveBlockBytes"/>; larger ones get the next class, so that sizes recur. Idle
/// blocks are kept up to a bound per class; those over it go to the garbage collector. Connections that wait for data hold no block.
/// </remarks>
public sealed class ConnectionBlockPool : MemoryPool<byte>
{
    /// <summary>Bytes of a block that a connection receives into. Measured: uploads gain until about 32 KiB, small requests lose nothing.</summary>
    public const int ReceiveBlockBytes = 32 << 10;

    private const long IdleBytesMax = 32L << 20;

    private static readonly int[] ClassBytes = [ReceiveBlockBytes, 64 << 10, 128 << 10, 256 << 10, 512 << 10, 1 << 20];

    private readonly IdleBlocks[] _classes = [.. ClassBytes.Select(bytes => new IdleBlocks(bytes, (int)(IdleBytesMax / bytes)))];

    /// <inheritdoc />
    public override int MaxBufferSize => ClassBytes[^1];

    /// <inheritdoc />
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        foreach (var idle in _classes)
        {
            if (minBufferSize <= idle.BlockBytes) return idle.Take();
        }

        throw new ArgumentOutOfRangeException(nameof(minBufferSize), minBufferSize, "Larger than any block.");
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        // Blocks belong to the garbage collector; those that are out come back to a pool that nobody asks any more.
    }

    private sealed class IdleBlocks(int blockBytes, int countMax)
    {
        private readonly ConcurrentQueue<Block> _blocks = new();
        private int _count;

        public int BlockBytes => blockBytes;

        public Block Take()
        {
            if (!_blocks.TryDequeue(out var block)) return new Block(this, blockBytes);
            Interlocked.Decrement(ref _count);
            return block;
        }

        public void PutBack(Block block)
        {
            if (Interlocked.Increment(ref _count) <= countMax) _blocks.Enqueue(block);
            else Interlocked.Decrement(ref _count);
        }
    }

    private sealed class Block(IdleBlocks home, int bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);

        public void Dispose() => home.PutBack(this);
    }
}
