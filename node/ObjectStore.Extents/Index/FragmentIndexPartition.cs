using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents.Index;

/// <summary>A chained hash table of fragments whose entries never move: it grows by a page of entries at a time.</summary>
/// <remarks>
/// Not thread-safe; <see cref="FragmentIndex"/> locks. Memory: 32 bytes an entry, 4 bytes a bucket at half to one bucket an entry (half
/// after growing), one unfilled page. The hash's lowest bits choose the bucket.
/// </remarks>
internal sealed class FragmentIndexPartition
{
    /// <summary>4 KiB: small against a partition of a large index, and arrays of it stay out of the large object heap.</summary>
    private const int PageEntries = 128;

    private const int BucketsAtFirst = 16;

    private FragmentEntry[][] _pages = [];
    private uint[] _buckets = new uint[BucketsAtFirst];
    private uint _used;
    private uint _free;

    /// <summary>Live entries.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of managed memory, array headers left out.</summary>
    public long MemoryBytes => (_used + PageEntries - 1) / PageEntries * PageEntries * 32L + (_buckets.Length * 4L) + (_pages.Length * 8L);

    public bool TryGet(FragmentId id, ulong hash, out FragmentLocation location)
    {
        for (var at = _buckets[BucketOf(hash)]; at != 0;)
        {
            ref var entry = ref EntryAt(at);
            if (entry.Is(id))
            {
                location = entry.Place;
                return true;
            }

            at = entry.Next;
        }

        location = default;
        return false;
    }

    /// <summary>Sets the location of a fragment; true, with the old one, when it had one.</summary>
    public bool Set(FragmentId id, ulong hash, FragmentLocation location, out FragmentLocation previous)
    {
        for (var at = _buckets[BucketOf(hash)]; at != 0;)
        {
            ref var entry = ref EntryAt(at);
            if (entry.Is(id))
            {
                previous = entry.Place;
                entry.Location = location.Packed;
                entry.LengthAndIndex = (location.PayloadLength << 8) | id.Index;
                return true;
            }

            at = entry.Next;
        }

        previous = default;
        Add(id, hash, location);
        return false;
    }

    public bool Remove(FragmentId id, ulong hash, out FragmentLocation previous)
    {
        ref var link = ref _buckets[BucketOf(hash)];
        while (link != 0)
        {
            ref var entry = ref EntryAt(link);
            if (entry.Is(id))
            {
                previous = entry.Place;
                var removed = link;
                link = entry.Next;
                entry = new FragmentEntry { Next = _free };
                _free = removed;
                Count--;
                return true;
            }

            link = ref entry.Next;
        }

        previous = default;
        return false;
    }

    /// <summary>Copies live entries into <paramref name="destination"/>, which has room for <see cref="Count"/> of them; returns how many.</summary>
    public int CopyTo(Span<FragmentEntry> destination)
    {
        var count = 0;
        foreach (var bucket in _buckets)
        {
            for (var at = bucket; at != 0; at = EntryAt(at).Next) destination[count++] = EntryAt(at);
        }

        return count;
    }

    /// <summary>Makes room for <paramref name="count"/> entries in all, so that loading a checkpoint does not rehash on the way.</summary>
    public void Reserve(int count)
    {
        var buckets = _buckets.Length;
        while (buckets < count / 2) buckets *= 2;
        if (buckets != _buckets.Length) Rehash(buckets);
    }

    private void Add(FragmentId id, ulong hash, FragmentLocation location)
    {
        if (Count >= 2 * _buckets.Length) Rehash(2 * _buckets.Length);
        var at = TakeFree();
        ref var bucket = ref _buckets[BucketOf(hash)];
        ref var entry = ref EntryAt(at);
        entry.StripeHigh = id.Stripe.High;
        entry.StripeLow = id.Stripe.Low;
        entry.Location = location.Packed;
        entry.LengthAndIndex = (location.PayloadLength << 8) | id.Index;
        entry.Next = bucket;
        bucket = at;
        Count++;
    }

    private uint TakeFree()
    {
        if (_free != 0)
        {
            var at = _free;
            _free = EntryAt(at).Next;
            return at;
        }

        if (_used % PageEntries == 0) AddPage();
        return ++_used;
    }

    private void AddPage()
    {
        var page = (int)(_used / PageEntries);
        if (page == _pages.Length) Array.Resize(ref _pages, page + 1 + (page / 8));
        _pages[page] = GC.AllocateUninitializedArray<FragmentEntry>(PageEntries);
    }

    private void Rehash(int buckets)
    {
        var old = _buckets;
        _buckets = new uint[buckets];
        foreach (var chain in old)
        {
            for (var at = chain; at != 0;)
            {
                ref var entry = ref EntryAt(at);
                var next = entry.Next;
                ref var bucket = ref _buckets[BucketOf(FragmentIndex.HashOf(entry.StripeHigh, entry.StripeLow, (byte)entry.LengthAndIndex))];
                entry.Next = bucket;
                bucket = at;
                at = next;
            }
        }
    }

    private uint BucketOf(ulong hash) => (uint)hash & (uint)(_buckets.Length - 1);

    private ref FragmentEntry EntryAt(uint at) => ref _pages[(at - 1) / PageEntries][(at - 1) % PageEntries];
}
