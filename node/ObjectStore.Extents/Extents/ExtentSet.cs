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
/// spares take is at most the capacity, but where files were there before. Changes are under one lock, held during the file operations. Lookups are thread-safe, and neither they
/// nor <see cref="IsReserveWhole"/> and <see cref="UnallocatedBytes"/>, which each change publishes, wait for the disk.
/// </remarks>
internal sealed class ExtentSet(IDeviceDirectory directory, DeviceId device, ExtentsOptions options, TimeProvider time)
{
    /// <summary>Recycled files kept beyond the reserve: they spare the next extents the preallocation. A guess.</summary>
    private const int RecycledMax = 2;

    /// <summary>Extents that compaction makes when there is no room for a whole one are a multiple of this part of it.</summary>
    private const int SmallestShare = 16;

    /// <summary>
    /// One in so many extents is headroom, which fragments leave to deletes and compaction. The delete entries of a device of small fragments take up to an
    /// eighth of the garbage that they make, and compaction takes only extents of which an eighth is garbage: so much room, and one of them always goes on.
    /// </summary>
    private const int HeadroomShare = 64;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<uint, Extent> _extents = new();
    private readonly Queue<SpareFile> _spares = new();
    private uint _lastNumber;
    private uint _lastSpare;
    private long _allocatedBytes;
    private long _capacityBytes = long.MaxValue;
    private long _removals;
    private long _availableBytes;
    private long _unallocatedBytes;
    private volatile bool _isWholeButForCheckpoint;
    private volatile bool _isClosed;
    private volatile bool _hasRoomForCheckpoint;

    /// <summary>All extents, in no order.</summary>
    public IEnumerable<Extent> All => _extents.Values;

    public int Count => _extents.Count;

    /// <summary>Whether all files are closed.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Bytes that the device may use.</summary>
    public long CapacityBytes => Volatile.Read(ref _capacityBytes);

    /// <summary>Extents removed since the device was opened: each may have made delete entries of others needless.</summary>
    public long Removals => Volatile.Read(ref _removals);

    /// <summary>Whether the reserve and the headroom are whole, and a checkpoint has room. While they are not, only deletes and compaction may append.</summary>
    public bool IsReserveWhole => _isWholeButForCheckpoint && HasRoomForCheckpoint;

    /// <summary>Bytes for which fragments may still have new extents, as far as the file system had them when it was last asked.</summary>
    public long UnallocatedBytes => Volatile.Read(ref _unallocatedBytes);

    /// <summary>Whether deletes may have another extent.</summary>
    public bool HasRoomForDeletes
    {
        get
        {
            lock (_lock) return _spares.Count > 1 || (HasRoomForCheckpoint && FreeBytes >= options.ExtentBytes);
        }
    }

    /// <summary>Whether compaction has taken the last spare.</summary>
    public bool IsReserveSpent
    {
        get
        {
            lock (_lock) return _spares.Count == 0;
        }
    }

    /// <summary>Whether the next checkpoint is sure to have room. While it is not, only compaction makes new files.</summary>
    public bool HasRoomForCheckpoint
    {
        get => _hasRoomForCheckpoint;
        set => _hasRoomForCheckpoint = value;
    }

    private long HeadroomBytes => _capacityBytes / options.ExtentBytes / HeadroomShare * options.ExtentBytes;

    private bool IsHeadroomUsed => HeadroomBytes > 0 && _allocatedBytes > FragmentsBytesMax;

    /// <summary>What extents and spares may take for fragments.</summary>
    private long FragmentsBytesMax => _capacityBytes - HeadroomBytes;

    /// <summary>The longest extent, shorter than a whole one, that there is room for.</summary>
    private long SmallerBytesMax
    {
        get
        {
            var step = options.ExtentBytes / SmallestShare;
            return Math.Min(FreeBytes / step, SmallestShare - 1) * step;
        }
    }

    private long FreeBytes => Math.Max(0, Math.Min(_capacityBytes - _allocatedBytes, directory.AvailableBytes));

    /// <summary>Bytes that one compaction is sure to find room for.</summary>
    /// <param name="openBytesLeft">What the open extent has left.</param>
    public long RoomForCompaction(long openBytesLeft)
    {
        lock (_lock)
        {
            // Over the ends of several extents a record that does not fit leaves a gap each; half of them is more than enough.
            var wholes = _spares.Count + (FreeBytes / options.ExtentBytes);
            var room = wholes switch { 0 => SmallerBytesMax, 1 => options.ExtentBytes, _ => wholes / 2 * options.ExtentBytes };
            return Math.Max(openBytesLeft, room - ExtentHeader.RecordsOffset);
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

    /// <summary>Makes the reserve whole if there is space for it; whether it is. Asks the file system anew what it has, which others take and give back, too.</summary>
    public bool TryFillReserve() => Change(() =>
    {
        while (_spares.Count < options.ReserveExtents)
        {
            if (!TryAllocate(options.ExtentBytes, _capacityBytes, out var spare)) return false;
            _spares.Enqueue(spare);
        }

        return true;
    });

    /// <summary>
    /// Makes the next extent, on stable storage with its header and name. Null when there is no space that <paramref name="claim"/> may take.
    /// </summary>
    /// <param name="claim">How much of the reserve may go.</param>
    /// <param name="bytesMin">An extent that is smaller than usual is at least as long.</param>
    /// <exception cref="DeviceIoException">Not for lack of space.</exception>
    public Extent? TryCreate(SpaceClaim claim, long bytesMin) => Change(() =>
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
    });

    /// <summary>Removes an extent for good: its file becomes a spare, and the directory is synced.</summary>
    /// <remarks>
    /// When the sync fails the extent is still there, under its file's new name, and a later call renames that again: a sync that follows a failed one proves
    /// nothing unless there is something new to sync.
    /// </remarks>
    /// <exception cref="DeviceIoException">The extent is still there.</exception>
    public void Remove(Extent extent) => Change(() =>
    {
        var spare = new SpareFile(DeviceFileNames.Spare(++_lastSpare), extent.File, extent.AllocatedBytes, extent.WrittenBytes);
        directory.Rename(extent.FileName, spare.Name);
        extent.FileName = spare.Name;
        directory.Flush();
        _ = _extents.TryRemove(extent.Number, out _);
        Volatile.Write(ref _removals, _removals + 1);
        var sparesMax = options.ReserveExtents + (IsHeadroomUsed ? 0 : RecycledMax);
        if (_spares.Count < sparesMax && spare.Bytes == options.ExtentBytes) _spares.Enqueue(spare);
        else Delete(spare);
        return true;
    });

    /// <summary>Cuts a sealed extent to what is stored in it and gives the rest back.</summary>
    public void Shrink(Extent extent) => Change(() =>
    {
        extent.File.Truncate(extent.StoredBytes);
        extent.File.Flush();
        _allocatedBytes -= extent.AllocatedBytes - extent.StoredBytes;
        extent.AllocatedBytes = extent.StoredBytes;
        return true;
    });

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

    /// <summary>Does under the lock what changes extents, spares or space, and publishes what is left, also when it fails half done.</summary>
    private T Change<T>(Func<T> change)
    {
        lock (_lock)
        {
            try
            {
                return change();
            }
            finally
            {
                Publish();
            }
        }
    }

    private void Publish()
    {
        var wholes = Math.Max(0, Math.Min(FragmentsBytesMax - _allocatedBytes, AskAvailableBytes())) / options.ExtentBytes;
        var surplus = Math.Max(0, _spares.Count - options.ReserveExtents);
        Volatile.Write(ref _unallocatedBytes, (wholes + surplus) * options.ExtentBytes);
        _isWholeButForCheckpoint = _spares.Count >= options.ReserveExtents && !IsHeadroomUsed;
    }

    /// <summary>What the file system has; what it had before when it does not answer.</summary>
    private long AskAvailableBytes()
    {
        try
        {
            _availableBytes = directory.AvailableBytes;
        }
        catch (DeviceIoException)
        {
            // Whoever needs the space finds out.
        }

        return _availableBytes;
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
        spare = default;
        if (_spares.Count > options.ReserveExtents) return _spares.TryDequeue(out spare);
        var mayAllocate = claim == SpaceClaim.Compaction || HasRoomForCheckpoint;
        if (mayAllocate && TryAllocate(options.ExtentBytes, claim == SpaceClaim.Fragments ? FragmentsBytesMax : _capacityBytes, out spare)) return true;
        var kept = claim switch { SpaceClaim.Fragments => options.ReserveExtents, SpaceClaim.Deletes => 1, _ => 0 };
        if (_spares.Count > kept) return _spares.TryDequeue(out spare);
        return mayAllocate && claim != SpaceClaim.Fragments && _spares.Count >= kept && TryAllocateSmaller(bytesMin, out spare);
    }

    /// <summary>What an extent that was cut off when the device stopped has left is enough for what an interrupted compaction still has to copy, and for deletes.</summary>
    private bool TryAllocateSmaller(long bytesMin, out SpareFile spare)
    {
        spare = default;
        var step = options.ExtentBytes / SmallestShare;
        for (var bytes = SmallerBytesMax; bytes >= Math.Max(bytesMin, step); bytes -= step)
        {
            if (TryAllocate(bytes, _capacityBytes, out spare)) return true;
        }

        return false;
    }

    private bool TryAllocate(long bytes, long bytesMax, out SpareFile spare)
    {
        spare = default;
        if (_allocatedBytes + bytes > bytesMax || directory.AvailableBytes < bytes) return false;
        var name = DeviceFileNames.Spare(++_lastSpare);
        IDeviceFile? file = null;
        try
        {
            file = directory.Create(name);
            file.Allocate(bytes);
        }
        catch (DeviceIoException exception)
        {
            file?.Dispose();
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
