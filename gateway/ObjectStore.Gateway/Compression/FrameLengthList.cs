using System.Buffers;
using System.Buffers.Binary;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Frames;

namespace ObjectStore.Gateway.Compression;

/// <summary>Collects how long stored frames are: 2 bytes for 64 KiB, so 160 KiB for the 5 GiB of the largest part.</summary>
internal sealed class FrameLengthList : IDisposable
{
    private const int FirstCapacity = 64;

    private byte[] _lengths = [];
    private int _count;
    private long _formatted;
    private long _position;

    /// <summary>Bytes of all frames together.</summary>
    public long StoredBytes { get; private set; }

    /// <summary>A copy of all lengths as a row has them.</summary>
    public ReadOnlyMemory<byte> Written => _lengths.AsSpan(0, _count).ToArray();

    public void Add(int storedBytes)
    {
        Invariant.That(storedBytes is > 0 and <= CompressedLayout.FrameBytes);
        if (_count == _lengths.Length) Grow();
        BinaryPrimitives.WriteUInt16LittleEndian(_lengths.AsSpan(_count), (ushort)(storedBytes - 1));
        _count += CompressedLayout.LengthBytes;
        StoredBytes += storedBytes;
    }

    /// <summary>Writes a group; one after the other, from the first, when all lengths are there.</summary>
    public void FormatGroup(long group, Span<byte> destination)
    {
        Invariant.That(group == _formatted++);
        var begin = (int)group * CompressedLayout.GroupFrames * CompressedLayout.LengthBytes;
        var lengths = _lengths.AsSpan(begin, Math.Min(_count - begin, CompressedLayout.GroupFrames * CompressedLayout.LengthBytes));
        FrameLengths.FormatGroup(_position, lengths, destination);
        for (var i = 0; i < lengths.Length; i += CompressedLayout.LengthBytes) _position += BinaryPrimitives.ReadUInt16LittleEndian(lengths[i..]) + 1;
    }

    public void Dispose()
    {
        if (_lengths.Length > 0) ArrayPool<byte>.Shared.Return(_lengths);
        _lengths = [];
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstCapacity, _lengths.Length * 2));
        _lengths.AsSpan(0, _count).CopyTo(larger);
        if (_lengths.Length > 0) ArrayPool<byte>.Shared.Return(_lengths);
        _lengths = larger;
    }
}
