using System.Collections.Concurrent;
using ObjectStore.Core;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Format;

namespace ObjectStore.Extents.Extents;

/// <summary>The extents of a device, its spare files, and its disk space.</summary>
/// <remarks>
/// Invariants: numbers grow and are not used again; an extent that <see cref="TryGet"/> does not find is gone from the directory, durably; what extents and
/// spares take is at most the capacity, but where files were there before. Lookups are thread-safe; changes are under one lock, held during the file operations.
/// </remarks>
internal sealed class ExtentSet(IDeviceDirectory directory, DeviceId device, ExtentsOptions options, TimeProvider time)
{
    /// <summary>Recycled files kept beyond the reserve: they spare the next extents the preallocation. A guess.</summary>
    private const int RecycledMax = 2;

    /// <summary>The smallest extent that compaction makes when it has to: this part of a whole one.</summary>
    private const int SmallestShare = 16;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<uint, Extent> _extents = new();
    private readonly Queue<SpareFile> _spares = new();
    private uint _lastNumber;
    private uint _lastSpare;
    private long _allocatedBytes;
    private long _capacityBytes = long.MaxValue;
    private volatile bool _isClosed;

    /// <summary>All extents, in no order.</summary>
    public IEnumerable<Extent> All => _extents.Values;

    public int Count => _extents.Count;

    /// <summary>Whether all files are closed.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Bytes that the device may use.</summary>
    public long CapacityBytes => Volatile.Read(ref _capacityBytes);

    /// <summary>Whether the reserve is whole. While it is not, only deletes and compaction may append.</summary>
    public bool IsReserveWhole
    {
        get
        {
            lock (_lock) return _spares.Count >= options.ReserveExtents;
        }
    }

    /// <summary>Bytes for which new extents may still be made without the reserve.</summary>
    public long UnallocatedBytes
    {
        get
        {
            lock (_lock)
            {
                var surplus = Math.Max(0, _spares.Count - options.ReserveExtents);
                return (Math.Max(0, _capacityBytes - _allocatedBytes) / options.ExtentBytes * options.ExtentBytes) + (surplus * options.ExtentBytes);
            }
        }
    }

    public bool TryGet(uint number, out Extent extent) => _extents.TryGetValue(number, out extent!);

    /// <summary>Takes in an extent that was there before.</summary>
    public void Add(Extent extent)
    {
        lock (_lock)
        {
            _extents[extent.Number] = extent;
            _lastNumber = Math.Max(_lastNumber, extent.Number);
            _allocatedBytes += extent.AllocatedBytes;
        }
    }

    /// <summary>Never hands out numbers up to <paramref name="number"/> again.</summary>
    public void SkipNumbersTo(uint number)
    {
        lock (_lock) _lastNumber = Math.Max(_lastNumber, number);
    }

    /// <summary>Takes in a spare file that was there before; one of another length than extents have now is deleted.</summary>
    public void AddSpare(uint number, string name)
    {
        lock (_lock)
        {
            _lastSpare = Math.Max(_lastSpare, number);
            var file = directory.Open(name);
            if (file.Length == options.ExtentBytes)
            {
                _spares.Enqueue(new SpareFile(name, file, file.Length, 0));
                _allocatedBytes += file.Length;
            }
            else
            {
                file.Dispose();
                directory.Delete(name);
            }
        }
    }

    /// <summary>Fixes the capacity, now that what is there is known, and fills the reserve if there is room.</summary>
    public void SetCapacity()
    {
        lock (_lock) _capacityBytes = options.CapacityBytes != 0 ? options.CapacityBytes : directory.AvailableBytes + _allocatedBytes;
        _ = TryFillReserve();
    }

    /// <summary>Makes the reserve whole if there is space for it; whether it is.</summary>
    public bool TryFillReserve()
    {
        lock (_lock)
        {
            while (_spares.Count < options.ReserveExtents)
            {
                if (!TryAllocate(options.ExtentBytes, out var spare)) return false;
                _spares.Enqueue(spare);
            }

            return true;
        }
    }

    /// <summary>
    /// Makes the next extent, on stable storage with its header and name. Null when there is no space that <paramref name="claim"/> may take.
    /// </summary>
    /// <param name="claim">How much of the reserve may go.</param>
    /// <param name="bytesMin">An extent that is smaller than usual is at least as long.</param>
    /// <exception cref="DeviceIoException">Not for lack of space.</exception>
    public Extent? TryCreate(SpaceClaim claim, long bytesMin)
    {
        lock (_lock)
        {
            if (!TryTakeFile(claim, bytesMin, out var spare)) return null;
            try
            {
                return Create(spare);
            }
            catch
            {
                spare.File.Dispose();
                throw;
            }
        }
    }

    /// <summary>Removes an extent for good: its file becomes a spare, and the directory is synced.</summary>
    /// <remarks>
    /// When the sync fails the extent is still there, under its file's new name, and a later call renames that again: a sync that follows a failed one proves
    /// nothing unless there is something new to sync.
    /// </remarks>
    /// <exception cref="DeviceIoException">The extent is still there.</exception>
    public void Remove(Extent extent)
    {
        lock (_lock)
        {
            var spare = new SpareFile(DeviceFileNames.Spare(++_lastSpare), extent.File, extent.AllocatedBytes, extent.WrittenBytes);
            directory.Rename(extent.FileName, spare.Name);
            extent.FileName = spare.Name;
            directory.Flush();
            _ = _extents.TryRemove(extent.Number, out _);
            if (_spares.Count < options.ReserveExtents + RecycledMax && spare.Bytes == options.ExtentBytes) _spares.Enqueue(spare);
            else Delete(spare);
        }
    }

    /// <summary>Cuts a sealed extent to what is stored in it and gives the rest back.</summary>
    public void Shrink(Extent extent)
    {
        lock (_lock)
        {
            extent.File.Truncate(extent.StoredBytes);
            extent.File.Flush();
            _allocatedBytes -= extent.AllocatedBytes - extent.StoredBytes;
            extent.AllocatedBytes = extent.StoredBytes;
        }
    }

    /// <summary>Closes all files.</summary>
    public void Close()
    {
        _isClosed = true;
        lock (_lock)
        {
            foreach (var extent in _extents.Values) extent.File.Dispose();
            foreach (var spare in _spares) spare.File.Dispose();
        }
    }

    private Extent Create(SpareFile spare)
    {
        Invariant.That(_lastNumber < uint.MaxValue);
        var number = _lastNumber + 1;
        var nonce = Chance.NextBits();
        using (var pages = new AlignedBuffer(ExtentHeader.RecordsOffset))
        {
            var header = new ExtentHeader(number, device, nonce, time.GetUtcNow().ToUnixTimeMilliseconds());
            header.Format(pages.GetSpan());
            header.Format(pages.GetSpan()[ExtentHeader.PageSize..]);
            spare.File.Write(0, [pages.Memory], WriteMode.Direct);
        }

        spare.File.Flush();
        directory.Rename(spare.Name, DeviceFileNames.Extent(number));
        directory.Flush();
        _lastNumber = number;
        var extent = new Extent(number, nonce, spare.File, spare.Bytes)
        {
            WrittenBytes = Math.Max(ExtentHeader.RecordsOffset, spare.WrittenBytes),
        };
        _extents[number] = extent;
        return extent;
    }

    private bool TryTakeFile(SpaceClaim claim, long bytesMin, out SpareFile spare)
    {
        if (_spares.Count > options.ReserveExtents) return _spares.TryDequeue(out spare);
        if (TryAllocate(options.ExtentBytes, out spare)) return true;
        var kept = claim switch { SpaceClaim.Fragments => options.ReserveExtents, SpaceClaim.Deletes => 1, _ => 0 };
        if (_spares.Count > kept) return _spares.TryDequeue(out spare);
        return claim == SpaceClaim.Compaction && TryAllocateSmaller(bytesMin, out spare);
    }

    /// <summary>What an interrupted compaction copied has taken part of the last spare; the rest of its space still holds the rest of what it copies.</summary>
    private bool TryAllocateSmaller(long bytesMin, out SpareFile spare)
    {
        spare = default;
        for (var bytes = options.ExtentBytes / 2; bytes >= Math.Max(bytesMin, options.ExtentBytes / SmallestShare); bytes /= 2)
        {
            if (TryAllocate(bytes, out spare)) return true;
        }

        return false;
    }

    private bool TryAllocate(long bytes, out SpareFile spare)
    {
        spare = default;
        if (_allocatedBytes + bytes > _capacityBytes) return false;
        var name = DeviceFileNames.Spare(++_lastSpare);
        var file = directory.Create(name);
        try
        {
            file.Allocate(bytes);
        }
        catch (DeviceIoException exception)
        {
            file.Dispose();
            directory.Delete(name);
            if (exception.IsFull) return false;
            throw;
        }

        _allocatedBytes += bytes;
        spare = new SpareFile(name, file, bytes, 0);
        return true;
    }

    /// <summary>Not synced: a spare that comes back after a crash has no meaning.</summary>
    private void Delete(SpareFile spare)
    {
        using (spare.File) directory.Delete(spare.Name);
        _allocatedBytes -= spare.Bytes;
    }

    /// <summary>A preallocated file without meaning.</summary>
    private readonly record struct SpareFile(string Name, IDeviceFile File, long Bytes, long WrittenBytes);
}
