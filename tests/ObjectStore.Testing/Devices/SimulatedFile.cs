namespace ObjectStore.Testing.Devices;

/// <summary>What memory has of a file, what the disk has, and the writes between them. Guarded by its device's lock.</summary>
internal sealed class SimulatedFile
{
    private const int SectorBytes = 512;

    private readonly List<(long Offset, byte[] Bytes)> _unsynced = [];
    private byte[] _memory = [];
    private byte[] _disk = [];
    private long _diskLength;
    private (long Start, long End) _unreadable;

    public long Length { get; private set; }

    public void SetLength(long length)
    {
        if (length < Length) _memory.AsSpan((int)length, (int)(Length - length)).Clear();
        Grow(ref _memory, length);
        Length = length;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes, bool isLost)
    {
        if (offset + bytes.Length > Length) SetLength(offset + bytes.Length);
        bytes.CopyTo(_memory.AsSpan((int)offset));
        if (!isLost) _unsynced.Add((offset, bytes.ToArray()));
    }

    public void Flush()
    {
        Grow(ref _disk, Length);
        if (Length < _diskLength) _disk.AsSpan((int)Length, (int)(_diskLength - Length)).Clear();
        _diskLength = Length;
        foreach (var (offset, bytes) in _unsynced) Store(offset, bytes);
        _unsynced.Clear();
    }

    /// <summary>A failed sync: the pages count as clean though the disk never got them.</summary>
    public void DropUnsynced() => _unsynced.Clear();

    public int Read(long offset, Span<byte> destination)
    {
        if (offset >= Length) return 0;
        var count = (int)Math.Min(Length - offset, destination.Length);
        _memory.AsSpan((int)offset, count).CopyTo(destination);
        return count;
    }

    public void Crash(CrashLoss loss, Random random)
    {
        if (loss == CrashLoss.Nothing)
        {
            Flush();
            _disk = _memory.AsSpan(0, (int)Length).ToArray();
            return;
        }

        // The length is metadata of its own: with any loss it may or may not have reached the disk.
        if (loss != CrashLoss.Everything && random.Next(2) == 0) KeepLength();
        if (loss == CrashLoss.Suffix) KeepPrefixOfWrites(random);
        if (loss == CrashLoss.AnySectors) KeepSomeSectors(random);
        _unsynced.Clear();
        _memory = _disk.AsSpan(0, (int)_diskLength).ToArray();
        Length = _diskLength;
    }

    public void FlipBit(long bit)
    {
        var mask = (byte)(1 << (int)(bit % 8));
        _memory[bit / 8] ^= mask;
        if (bit / 8 < _diskLength) _disk[bit / 8] ^= mask;
    }

    public void Overwrite(long offset, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_memory.AsSpan((int)offset));
        if (offset + bytes.Length <= _diskLength) bytes.CopyTo(_disk.AsSpan((int)offset));
    }

    public void MakeUnreadable(long offset, long length) => _unreadable = (offset, offset + length);

    public bool IsUnreadable(long offset, long length) => offset < _unreadable.End && offset + length > _unreadable.Start;

    public byte[] ToArray() => _memory.AsSpan(0, (int)Length).ToArray();

    private void KeepLength()
    {
        Grow(ref _disk, Length);
        if (Length < _diskLength) _disk.AsSpan((int)Length, (int)(_diskLength - Length)).Clear();
        _diskLength = Length;
    }

    private void KeepPrefixOfWrites(Random random)
    {
        var whole = random.Next(_unsynced.Count + 1);
        foreach (var (offset, bytes) in _unsynced.Take(whole)) Store(offset, bytes);
        if (whole == _unsynced.Count) return;
        var (at, cut) = _unsynced[whole];
        Store(at, cut.AsSpan(0, random.Next(cut.Length + 1)));
    }

    private void KeepSomeSectors(Random random)
    {
        var share = random.NextDouble();
        foreach (var (offset, bytes) in _unsynced)
        {
            for (var at = 0; at < bytes.Length; at += SectorBytes)
            {
                if (random.NextDouble() < share) Store(offset + at, bytes.AsSpan(at, Math.Min(SectorBytes, bytes.Length - at)));
            }
        }

        if (_unsynced.Count == 0) return;
        var (start, torn) = _unsynced[random.Next(_unsynced.Count)];
        var sector = random.Next((torn.Length + SectorBytes - 1) / SectorBytes) * SectorBytes;
        Store(start + sector, torn.AsSpan(sector, random.Next(Math.Min(SectorBytes, torn.Length - sector) + 1)));
    }

    /// <summary>Puts bytes on the disk, as far as the file reaches there; a file that is longer in memory grows with what lands behind its end.</summary>
    private void Store(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset >= Length || bytes.Length == 0) return;
        bytes = bytes[..(int)Math.Min(bytes.Length, Length - offset)];
        Grow(ref _disk, offset + bytes.Length);
        _diskLength = Math.Max(_diskLength, offset + bytes.Length);
        bytes.CopyTo(_disk.AsSpan((int)offset));
    }

    private static void Grow(ref byte[] bytes, long length)
    {
        if (bytes.Length < length) Array.Resize(ref bytes, (int)Math.Max(length, Math.Min(2L * bytes.Length, length + (1 << 20))));
    }
}
