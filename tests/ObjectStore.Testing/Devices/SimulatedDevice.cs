using ObjectStore.Extents.Devices;

namespace ObjectStore.Testing.Devices;

/// <summary>A directory in memory that behaves as badly as a disk may.</summary>
/// <remarks>
/// Fault model:
/// <list type="bullet">
/// <item>What was written and not synced may be lost in any part at a crash: all, from some moment on, any sectors of 512 bytes; one sector may be torn.</item>
/// <item>What a synced write covers survives a crash. So do lengths that were synced with it. Sectors next to it are not touched.</item>
/// <item>Created, renamed and deleted names survive a crash only up to some moment not before the last sync of the directory, in order.</item>
/// <item>A write may fail, before or after changing some of its sectors; a sync may fail, and what it should have made durable is then lost from the disk though still in
/// memory, as Linux does it; a later sync succeeds and proves nothing.</item>
/// <item>A write may land at another page of its file, or be confirmed and never done. Bits may flip at any time anywhere.</item>
/// <item>Writes and syncs may hang, with no error, for as long as a test wants.</item>
/// <item>Reads may fail, at random or for certain bytes until a reboot, and may find nothing in memory. Space may run out.</item>
/// </list>
/// Not modelled: reordering of acknowledged syncs, damage that passes from one file to another.
/// Random only from the seed; draws for writes, reads and crashes come from sequences of their own, so that reads on other threads do not disturb the rest.
/// After a crash every call of the old owner fails; <see cref="Reboot"/> gives the next owner the surviving state.
/// </remarks>
public sealed class SimulatedDevice : IDeviceDirectory
{
    /// <summary>EMFILE.</summary>
    private const int TooManyFiles = 24;

    private readonly Lock _lock = new();
    private readonly int _seed;
    private readonly Random _writeRandom;
    private readonly Random _readRandom;
    private readonly Random _crashRandom;
    private readonly Dictionary<string, SimulatedFile> _names = [];
    private readonly Dictionary<string, SimulatedFile> _durableNames;
    private readonly List<(string? From, string? To, SimulatedFile File)> _unsyncedNames = [];
    private bool _isCrashed;
    private bool _isLocked;

    public SimulatedDevice(int seed)
        : this(seed, [])
    {
    }

    private SimulatedDevice(int seed, Dictionary<string, SimulatedFile> survivors)
    {
        _seed = seed;
        (_writeRandom, _readRandom, _crashRandom) = (new Random(seed), new Random(seed ^ 0x5EED), new Random(seed ^ 0xC4A5));
        _durableNames = new Dictionary<string, SimulatedFile>(survivors);
        foreach (var (name, file) in survivors) _names[name] = file;
    }

    public string Path => "simulated";

    public SimulatedFaults Faults { get; init; } = new();

    /// <summary>Bytes that all files together may take.</summary>
    public long CapacityBytes { get; set; } = long.MaxValue;

    /// <summary>Changing operations so far: writes, syncs, allocations, truncations, names.</summary>
    public int Operations { get; private set; }

    /// <summary>The number of the operation that crashes instead of being done.</summary>
    public int CrashAtOperation { get; set; } = int.MaxValue;

    public bool IsCrashed
    {
        get
        {
            lock (_lock) return _isCrashed;
        }
    }

    public long AvailableBytes
    {
        get
        {
            lock (_lock) return CapacityBytes - UsedBytes();
        }
    }

    public bool TryLock(string name)
    {
        lock (_lock)
        {
            if (_isLocked) return false;
            return _isLocked = true;
        }
    }

    public IReadOnlyList<string> List()
    {
        lock (_lock)
        {
            ThrowIfCrashed();
            return [.. _names.Keys.Order(StringComparer.Ordinal)];
        }
    }

    public IDeviceFile Create(string name) => Change("create", () =>
    {
        if (Faults.IsOutOfHandles) throw new InjectedFaultException("create", isFull: false, TooManyFiles);
        if (CapacityBytes - UsedBytes() < Faults.NewFileBytes) throw new InjectedFaultException("create", isFull: true);
        var file = new SimulatedFile();
        _names[name] = file;
        _unsyncedNames.Add((null, name, file));
        return new SimulatedHandle(this, file);
    });

    public IDeviceFile Open(string name)
    {
        lock (_lock)
        {
            ThrowIfCrashed();
            return _names.TryGetValue(name, out var file) ? new SimulatedHandle(this, file) : throw new DeviceIoException($"open {name}: not found", isFull: false);
        }
    }

    public void Rename(string from, string to) => Change("rename", () =>
    {
        if (!_names.Remove(from, out var file)) throw new DeviceIoException($"rename {from}: not found", isFull: false);
        _names[to] = file;
        _unsyncedNames.Add((from, to, file));
        return true;
    });

    public void Delete(string name) => Change("delete", () =>
    {
        if (_names.Remove(name, out var file)) _unsyncedNames.Add((name, null, file));
        return true;
    });

    public void Flush() => Change("sync directory", () =>
    {
        if (Faults.IgnoresFlush) return true;
        if (Faults.FailingDirectoryFlushes > 0)
        {
            Faults.FailingDirectoryFlushes--;
            throw new InjectedFaultException("sync directory", isFull: false);
        }

        foreach (var change in _unsyncedNames) Apply(_durableNames, change);
        _unsyncedNames.Clear();
        return true;
    });

    public void Dispose()
    {
        lock (_lock) _isLocked = false;
    }

    /// <summary>From now on every call fails, until somebody reboots.</summary>
    public void Crash()
    {
        lock (_lock) _isCrashed = true;
    }

    /// <summary>The disk as it is after a crash: what was not synced is lost as <paramref name="loss"/> says. Crashes first if that has not happened.</summary>
    public SimulatedDevice Reboot(CrashLoss loss)
    {
        lock (_lock)
        {
            _isCrashed = true;
            var kept = loss switch
            {
                CrashLoss.Nothing => _unsyncedNames.Count,
                CrashLoss.Everything => 0,
                _ => _crashRandom.Next(_unsyncedNames.Count + 1),
            };
            foreach (var change in _unsyncedNames.Take(kept)) Apply(_durableNames, change);
            foreach (var file in _durableNames.Values.Distinct()) file.Crash(loss, _crashRandom);
            return new SimulatedDevice(_seed + 1, _durableNames) { CapacityBytes = CapacityBytes, Faults = Faults };
        }
    }

    /// <summary>Flips one bit somewhere in the files that <paramref name="where"/> chooses; false when they are empty.</summary>
    public bool FlipBit(Func<string, bool> where, Random random)
    {
        lock (_lock)
        {
            var files = _names.Where(entry => where(entry.Key) && entry.Value.Length > 0).OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList();
            if (files.Count == 0) return false;
            var file = files[random.Next(files.Count)].Value;
            file.FlipBit(random.NextInt64(file.Length * 8));
            return true;
        }
    }

    /// <summary>Changes bytes on the medium, behind everybody's back.</summary>
    public void Overwrite(string name, long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_lock) _names[name].Overwrite(offset, bytes);
    }

    /// <summary>From now on reads that touch these bytes fail.</summary>
    public void MakeUnreadable(string name, long offset, long length)
    {
        lock (_lock) _names[name].MakeUnreadable(offset, length);
    }

    /// <summary>The bytes of a file as a read would give them.</summary>
    public byte[] Content(string name)
    {
        lock (_lock) return _names[name].ToArray();
    }

    internal void Write(SimulatedFile file, long offset, ReadOnlySpan<ReadOnlyMemory<byte>> buffers)
    {
        Pause();
        lock (_lock)
        {
            BeginChange("write");
            var isFull = offset >= Faults.FullFromOffset;
            if (isFull || Draw(Faults.WriteErrors))
            {
                if (buffers.Length > 0) file.Write(offset, buffers[0].Span[..(buffers[0].Length / 2)], isLost: false);
                throw new InjectedFaultException("write", isFull);
            }

            var isLost = Draw(Faults.LostWrites);
            if (Draw(Faults.MisdirectedWrites)) offset = (long)_writeRandom.Next((int)Math.Max(1, file.Length / 4096)) * 4096;
            foreach (var buffer in buffers)
            {
                if (offset + buffer.Length > file.Length && UsedBytes() + offset + buffer.Length - file.Length > CapacityBytes)
                    throw new InjectedFaultException("write", isFull: true);
                file.Write(offset, buffer.Span, isLost);
                offset += buffer.Length;
            }
        }
    }

    internal void Flush(SimulatedFile file)
    {
        Pause();
        lock (_lock)
        {
            BeginChange("sync");
            if (Draw(Faults.FlushErrors))
            {
                file.DropUnsynced();
                throw new InjectedFaultException("sync", isFull: false);
            }

            if (!Faults.IgnoresFlush) file.Flush();
        }
    }

    internal void SetLength(SimulatedFile file, long length, bool mayShrink)
    {
        lock (_lock)
        {
            BeginChange("set length");
            if (!mayShrink && length <= file.Length) return;
            if (UsedBytes() + length - file.Length > CapacityBytes) throw new InjectedFaultException("allocate", isFull: true);
            file.SetLength(length);
        }
    }

    internal int Read(SimulatedFile file, long offset, Span<byte> first, Span<byte> second, Span<byte> third, ReadMode mode)
    {
        if (mode != ReadMode.CachedOnly) Faults.WaitWhileReadsHang();
        lock (_lock)
        {
            ThrowIfCrashed();
            if (mode == ReadMode.CachedOnly && _readRandom.NextDouble() < Faults.CacheMisses) return 0;
            if (mode != ReadMode.CachedOnly && _readRandom.NextDouble() < Faults.ReadErrors) throw new InjectedFaultException("read", isFull: false);
            if (file.IsUnreadable(offset, first.Length + second.Length + third.Length)) throw new InjectedFaultException("read", isFull: false);
            var read = file.Read(offset, first);
            if (read == first.Length) read += file.Read(offset + read, second);
            if (read == first.Length + second.Length) read += file.Read(offset + read, third);
            return read;
        }
    }

    internal long LengthOf(SimulatedFile file)
    {
        lock (_lock) return file.Length;
    }

    private T Change<T>(string operation, Func<T> change)
    {
        lock (_lock)
        {
            BeginChange(operation);
            return change();
        }
    }

    private void BeginChange(string operation)
    {
        ThrowIfCrashed();
        if (++Operations < CrashAtOperation) return;
        _isCrashed = true;
        throw new InjectedFaultException($"crash at {operation}", isFull: false);
    }

    private bool Draw(double share) => share > 0 && _writeRandom.NextDouble() < share;

    private long UsedBytes() => _names.Values.Sum(file => file.Length);

    private void Pause()
    {
        Faults.WaitWhileHanging();
        if (Faults.Latency <= TimeSpan.Zero) return;
        using var never = new ManualResetEventSlim();
        _ = never.WaitHandle.WaitOne(Faults.Latency);
    }

    private void ThrowIfCrashed()
    {
        if (_isCrashed) throw new InjectedFaultException("crashed", isFull: false);
    }

    private static void Apply(Dictionary<string, SimulatedFile> names, (string? From, string? To, SimulatedFile File) change)
    {
        if (change.From is { } from) _ = names.Remove(from);
        if (change.To is { } to) names[to] = change.File;
    }
}
