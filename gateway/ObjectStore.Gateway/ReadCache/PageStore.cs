using ObjectStore.Core.Checksums;
using ObjectStore.Core.Errors;

namespace ObjectStore.Gateway.ReadCache;

/// <summary>
/// The memory of the cache: pages of 4 KiB, allocated in slabs as they are needed and then kept. A block is a chain of pages, so that blocks of all lengths share the memory and none is lost between them.
/// </summary>
/// <remarks>
/// <see cref="TryTake"/> and <see cref="GiveBack"/> are called by one thread at a time; whoever was given a chain may write and read it meanwhile, until it is given back. Every page has a CRC-32C under a
/// seed of its block, and is compared with it whenever it is read: what changed in memory, or belongs to another block, is noticed.
/// </remarks>
internal sealed class PageStore
{
    /// <summary>Bytes of a page.</summary>
    public const int PageBytes = 4 << 10;

    /// <summary>
    /// What a page costs beside its bytes at most, when every block and every remembered miss is of one page: the block (96 bytes), its place in the dictionary (40, twice while that grows), a remembered
    /// miss (16 and 24, twice as well) and 8 of the page itself.
    /// </summary>
    public const int OverheadBytes = 288;

    private const int SlabPages = 256;
    private const int None = -1;

    private readonly Slab?[] _slabs;
    private int _firstFree = None;
    private int _allocated;

    /// <summary>Pages that together with what they cost need at most <paramref name="bytesMax"/> bytes.</summary>
    public PageStore(long bytesMax)
    {
        PageCount = (int)Math.Min(bytesMax / (PageBytes + OverheadBytes), int.MaxValue / 2);
        _slabs = new Slab?[(PageCount + SlabPages - 1) / SlabPages];
    }

    /// <summary>Most pages.</summary>
    public int PageCount { get; }

    /// <summary>Pages that no chain has, allocated or not.</summary>
    public int FreeCount => PageCount - TakenCount;

    /// <summary>Pages of all chains.</summary>
    public int TakenCount { get; private set; }

    /// <summary>Memory that was allocated.</summary>
    public long AllocatedBytes => (long)_allocated * (PageBytes + OverheadBytes);

    /// <summary>Pages that <paramref name="bytes"/> bytes need.</summary>
    public static int PagesOf(int bytes) => (bytes + PageBytes - 1) / PageBytes;

    /// <summary>Takes a chain of <paramref name="count"/> pages, with undefined content.</summary>
    /// <returns>False when not so many are free, or the process has no memory left for them.</returns>
    public bool TryTake(int count, out int first)
    {
        first = None;
        if (count > FreeCount) return false;
        for (var i = 0; i < count; i++)
        {
            if (_firstFree == None && !TryAllocate())
            {
                GiveBack(first);
                return false;
            }

            var page = _firstFree;
            _firstFree = Next(page);
            Next(page) = first;
            first = page;
            TakenCount++;
        }

        return true;
    }

    /// <summary>Gives a chain back that nobody reads any more.</summary>
    public void GiveBack(int first)
    {
        for (var page = first; page != None;)
        {
            var next = Next(page);
            Next(page) = _firstFree;
            _firstFree = page;
            page = next;
            TakenCount--;
        }
    }

    /// <summary>Writes all bytes of a block into its chain.</summary>
    public void Write(int first, uint seed, ReadOnlySpan<byte> bytes)
    {
        for (var page = first; page != None; page = Next(page))
        {
            var count = Math.Min(bytes.Length, PageBytes);
            bytes[..count].CopyTo(Bytes(page));
            Checksum(page) = Crc32C.Compute(bytes[..count], seed++);
            bytes = bytes[count..];
        }

        Invariant.That(bytes.IsEmpty);
    }

    /// <summary>Copies bytes of a block of <paramref name="length"/> bytes from <paramref name="offset"/> on; verifies the pages that hold them.</summary>
    /// <returns>False when a page is not as it was written; the destination is undefined then.</returns>
    public bool TryRead(int first, uint seed, int length, int offset, Span<byte> destination)
    {
        Invariant.That(offset >= 0 && offset + destination.Length <= length);
        for (var page = first; destination.Length > 0; page = Next(page), seed++)
        {
            var count = Math.Min(length, PageBytes);
            length -= count;
            if (offset >= count)
            {
                offset -= count;
                continue;
            }

            var bytes = Bytes(page)[..count];
            if (Crc32C.Compute(bytes, seed) != Checksum(page)) return false;
            var wanted = bytes.Slice(offset, Math.Min(count - offset, destination.Length));
            wanted.CopyTo(destination);
            destination = destination[wanted.Length..];
            offset = 0;
        }

        return true;
    }

    /// <summary>The bytes of one page, for tests that damage them.</summary>
    internal Span<byte> Bytes(int page) => _slabs[page / SlabPages]!.Bytes.AsSpan(page % SlabPages * PageBytes, PageBytes);

    private ref int Next(int page) => ref _slabs[page / SlabPages]!.Next[page % SlabPages];

    private ref uint Checksum(int page) => ref _slabs[page / SlabPages]!.Checksums[page % SlabPages];

    /// <summary>Makes one more page, free. Only the last slab may be shorter than the others.</summary>
    private bool TryAllocate()
    {
        var page = _allocated;
        if (page % SlabPages == 0)
        {
            try
            {
                _slabs[page / SlabPages] = new Slab(Math.Min(SlabPages, PageCount - page));
            }
            catch (OutOfMemoryException)
            {
                // What is short of memory needs no cache; requests go on.
                return false;
            }
        }

        _allocated++;
        Next(page) = _firstFree;
        _firstFree = page;
        return true;
    }

    private sealed class Slab(int pages)
    {
        public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(pages * PageBytes, pinned: true);

        public int[] Next { get; } = new int[pages];

        public uint[] Checksums { get; } = new uint[pages];
    }
}
