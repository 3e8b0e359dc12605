using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using ObjectStore.Core.Checksums;

namespace ObjectStore.Index.Rows;

/// <summary>Writes a row value: kind, format version, minimum reader version, fields, CRC-32C over row key and value.</summary>
/// <remarks>Numbers are unsigned varints of seven bits a byte, low bits first; texts and bytes are preceded by their length.</remarks>
internal struct RowWriter
{
    private byte[] _buffer;
    private int _count;

    public RowWriter(byte kind, byte version, byte minReaderVersion, int sizeHint)
    {
        _buffer = new byte[sizeHint + RowReader.HeaderBytes + RowReader.ChecksumBytes];
        Byte(kind);
        Byte(version);
        Byte(minReaderVersion);
    }

    public void Byte(byte value)
    {
        Reserve(1);
        _buffer[_count++] = value;
    }

    public void Number(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _buffer[_count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_count++] = (byte)value;
    }

    public void Number(long value) => Number(checked((ulong)value));

    public void Time(DateTimeOffset time) => Number(time.ToUnixTimeMilliseconds());

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        Raw(bytes);
    }

    public void Text(string text)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        Number(count);
        Encoding.UTF8.GetBytes(text, Take(count));
    }

    /// <summary>The next <paramref name="count"/> bytes, to be filled by the caller.</summary>
    public Span<byte> Take(int count)
    {
        Reserve(count);
        _count += count;
        return _buffer.AsSpan(_count - count, count);
    }

    /// <summary>Ends the value with its checksum.</summary>
    public ReadOnlyMemory<byte> Seal(ReadOnlySpan<byte> rowKey)
    {
        var crc = Crc32C.Compute(_buffer.AsSpan(0, _count), Crc32C.Compute(rowKey));
        BinaryPrimitives.WriteUInt32LittleEndian(Take(RowReader.ChecksumBytes), crc);
        return _buffer.AsMemory(0, _count);
    }

    private void Reserve(int count)
    {
        if (_count + count > _buffer.Length) Array.Resize(ref _buffer, (int)BitOperations.RoundUpToPowerOf2((uint)(_count + count)));
    }
}
