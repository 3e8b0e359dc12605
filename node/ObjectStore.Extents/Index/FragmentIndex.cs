using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents.Index;

/// <summary>Id of every live fragment of the device → where its record lies. In memory, at most 48 bytes a fragment, also while it grows.</summary>
/// <remarks>
/// Thread-safe: 1,024 partitions by the hash's upper bits, each under its own lock, held for tens of nanoseconds. One thread at a
/// time changes it, so that "look, then change" needs no wider lock.
/// </remarks>
internal sealed class FragmentIndex
{
    public const int PartitionCount = 1024;

    private const int PartitionShift = 54;

    private readonly FragmentIndexPartition[] _partitions = new FragmentIndexPartition[PartitionCount];
    private long _count;

    public FragmentIndex()
    {
        for (var i = 0; i < PartitionCount; i++) _partitions[i] = new FragmentIndexPartition();
    }

    /// <summary>Live fragments.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Bytes of memory in use.</summary>
    public long MemoryBytes
    {
        get
        {
            var bytes = 0L;
            foreach (var partition in _partitions)
            {
                lock (partition) bytes += partition.MemoryBytes;
            }

            return bytes;
        }
    }

    public bool TryGet(FragmentId id, out FragmentLocation location)
    {
        var hash = HashOf(id);
        var partition = _partitions[hash >> PartitionShift];
        lock (partition) return partition.TryGet(id, hash, out location);
    }

    /// <summary>Sets the location of a fragment; true, with the old one, when it had one.</summary>
    public bool Set(FragmentId id, FragmentLocation location, out FragmentLocation previous)
    {
        var hash = HashOf(id);
        var partition = _partitions[hash >> PartitionShift];
        lock (partition)
        {
            if (partition.Set(id, hash, location, out previous)) return true;
        }

        Interlocked.Increment(ref _count);
        return false;
    }

    public bool Remove(FragmentId id, out FragmentLocation previous)
    {
        var hash = HashOf(id);
        var partition = _partitions[hash >> PartitionShift];
        lock (partition)
        {
            if (!partition.Remove(id, hash, out previous)) return false;
        }

        Interlocked.Decrement(ref _count);
        return true;
    }

    /// <summary>A copy of one partition's entries in <paramref name="buffer"/>, which grows as needed; returns how many there are.</summary>
    public int Snapshot(int partition, ref FragmentEntry[] buffer)
    {
        var source = _partitions[partition];
        while (true)
        {
            lock (source)
            {
                if (source.Count <= buffer.Length) return source.CopyTo(buffer);
            }

            buffer = new FragmentEntry[source.Count + (source.Count / 8) + 16];
        }
    }

    /// <summary>Prepares for about <paramref name="count"/> fragments in all.</summary>
    public void Reserve(long count)
    {
        foreach (var partition in _partitions)
        {
            lock (partition) partition.Reserve((int)Math.Min(count / PartitionCount, int.MaxValue / 4));
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        for (var i = 0; i < PartitionCount; i++) _partitions[i] = new FragmentIndexPartition();
        Interlocked.Exchange(ref _count, 0);
    }

    /// <summary>64 well mixed bits of an id. Stays in memory: not part of any format.</summary>
    public static ulong HashOf(ulong high, ulong low, byte index)
    {
        // Two rounds of multiply and fold, with odd constants from the golden ratio and the square roots of 2 and 3.
        var product = Math.BigMul(low ^ 0x9E3779B97F4A7C15, high ^ 0x6A09E667F3BCC909 ^ ((ulong)index << 32), out var mixed);
        mixed ^= product;
        product = Math.BigMul(mixed ^ index, 0xBB67AE8584CAA73B, out mixed);
        return mixed ^ product;
    }

    private static ulong HashOf(FragmentId id) => HashOf(id.Stripe.High, id.Stripe.Low, id.Index);
}
